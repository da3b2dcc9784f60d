// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>Whether a position is advisory work, which the Senate's list tells apart.</summary>
[Migration(202611222315, "Registers: advisory work")]
public sealed class AdvisoryColumn : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up() => Alter.Table("ancillary_position").AddColumn("advisory").AsBoolean().Nullable();
}
