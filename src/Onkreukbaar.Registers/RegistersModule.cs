// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.Registers.Declarations;

namespace Onkreukbaar.Registers;

/// <summary>The public registers: ancillary positions, gifts and trips.</summary>
public sealed class RegistersModule : Module
{
    /// <inheritdoc />
    public override string Name => "Registers";

    /// <inheritdoc />
    public override void Model(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Subject<AncillaryPosition>("nevenfunctie", "ancillary_position").Ignore(p => p.IsPublic);
        model.Subject<Declaration>("opgave", "declaration");
    }
}
