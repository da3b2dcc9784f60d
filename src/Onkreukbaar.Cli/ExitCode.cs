// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Cli;

/// <summary>Exit codes of every command.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Done, but some lines were refused, or the ledger does not verify.</summary>
    public const int Refused = 1;

    public const int NothingDone = 2;
}
