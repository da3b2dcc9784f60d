// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>What a list said of an income, so that reading it again does not undo what the clerk made of it.</summary>
[Migration(202611230845, "Registers: source of income")]
public sealed class IncomeSourceColumn : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up() => Alter.Table("position_income").AddColumn("source_hash").AsText().Nullable();
}
