// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>Lists that clerks offer to the register of their body.</summary>
[Migration(202611221610, "Registers: lists offered by clerks")]
public sealed class ListImportTable : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("list_import")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("file_name").AsText()
            .WithColumn("bytes").AsInt64()
            .WithColumn("format").AsText()
            .WithColumn("offered_by").AsGuid().Nullable()
            .WithColumn("offered_at").AsMoment()
            .WithColumn("state").AsText()
            .WithColumn("columns").AsText().Nullable()
            .WithColumn("language").AsText().Nullable()
            .WithColumn("stopped").AsText().Nullable()
            .WithColumn("ended_at").AsMoment().Nullable()
            .WithColumn("created").AsInt64()
            .WithColumn("updated").AsInt64()
            .WithColumn("unchanged").AsInt64()
            .WithColumn("refused").AsInt64()
            .WithColumn("vanished").AsInt64();
        Create.Index("ix_list_import_body").OnTable("list_import").OnColumn("body_id").Ascending().OnColumn("offered_at").Descending();
    }
}
