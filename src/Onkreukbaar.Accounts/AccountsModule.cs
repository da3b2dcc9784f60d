// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Accounts;

/// <summary>Sign-in, accounts and role assignments.</summary>
public sealed class AccountsModule : Module
{
    /// <inheritdoc />
    public override string Name => "Accounts";
}
