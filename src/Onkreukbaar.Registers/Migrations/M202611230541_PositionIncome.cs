// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>Income of an ancillary position in a calendar year.</summary>
[Migration(202611230541, "Registers: income of positions")]
public sealed class PositionIncomeTable : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("position_income")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("person_id").AsGuid()
            .WithColumn("position_id").AsGuid()
            .WithColumn("year").AsInt32()
            .WithColumn("amount_cents").AsInt64().Nullable()
            .WithColumn("published_on").AsDate()
            .WithColumn("retracted").AsBoolean()
            .WithColumn("holds_as").AsText().Nullable();
        Create.Index("ix_position_income_position").OnTable("position_income").OnColumn("position_id");
        Create
            .Index("ux_position_income_holds")
            .OnTable("position_income")
            .OnColumn("body_id")
            .Ascending()
            .OnColumn("holds_as")
            .Ascending()
            .WithOptions()
            .Unique();
    }
}
