// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>Statements of office-holders: no positions, income published.</summary>
[Migration(202611222010, "Registers: statements of office-holders")]
public sealed class StatementTable : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("statement")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("person_id").AsGuid()
            .WithColumn("kind").AsText()
            .WithColumn("year").AsInt32().Nullable()
            .WithColumn("on").AsDate()
            .WithColumn("address").AsText().Nullable()
            .WithColumn("retracted").AsBoolean()
            .WithColumn("holds_as").AsText().Nullable();
        Create.Index("ix_statement_person").OnTable("statement").OnColumn("person_id");
        Create
            .Index("ux_statement_holds")
            .OnTable("statement")
            .OnColumn("body_id")
            .Ascending()
            .OnColumn("holds_as")
            .Ascending()
            .WithOptions()
            .Unique();
    }
}
