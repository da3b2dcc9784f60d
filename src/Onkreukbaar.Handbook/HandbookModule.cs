// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Handbook.Commands;
using Onkreukbaar.Kernel.Modules;

namespace Onkreukbaar.Handbook;

/// <summary>Handboek: the norms for everybody to read and to ask, and the codes that bodies adopt themselves.</summary>
public sealed class HandbookModule : Module
{
    /// <inheritdoc />
    public override string Name => "Handbook";

    /// <inheritdoc />
    public override IEnumerable<Command> Commands => NormCommands.All;
}
