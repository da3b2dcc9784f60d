// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>Ancillary positions, gifts and trips.</summary>
[Migration(202611220201, "Registers")]
public sealed class RegistersTables : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("ancillary_position")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("person_id").AsGuid()
            .WithColumn("term_id").AsGuid().Nullable()
            .WithColumn("description").AsText()
            .WithColumn("organisation").AsText().Nullable()
            .WithColumn("organisation_kvk").AsText().Nullable()
            .WithColumn("organisation_body_id").AsGuid().Nullable()
            .WithColumn("activity").AsText().Nullable()
            .WithColumn("sector").AsText().Nullable()
            .WithColumn("ex_officio").AsBoolean()
            .WithColumn("ex_officio_basis").AsText().Nullable()
            .WithColumn("remuneration").AsText()
            .WithColumn("hours_per_month").AsDecimal(7, 2).Nullable()
            .WithColumn("start").AsText().Nullable()
            .WithColumn("end").AsText().Nullable()
            .WithColumn("ended_undated").AsBoolean()
            .WithColumn("unread_period").AsText().Nullable()
            .WithColumn("reported_on").AsDate().Nullable()
            .WithColumn("published_on").AsDate().Nullable()
            .WithColumn("state").AsText()
            .WithColumn("withdrawn").AsBoolean()
            .WithColumn("withdrawal_ground").AsText().Nullable()
            .WithColumn("withdrawn_until").AsDate().Nullable()
            .WithColumn("source").AsText().Nullable()
            .WithColumn("source_key").AsText().Nullable()
            .WithColumn("organisation_key").AsText().Nullable()
            .WithColumn("from").AsDate().Nullable()
            .WithColumn("until").AsDate().Nullable()
            .WithColumn("search_text").AsText();
        Create.Index("ix_position_body").OnTable("ancillary_position").OnColumn("body_id").Ascending().OnColumn("state").Ascending();
        Create.Index("ix_position_person").OnTable("ancillary_position").OnColumn("person_id");
        Create.Index("ix_position_organisation").OnTable("ancillary_position").OnColumn("organisation_key");
        Create
            .Index("ux_position_source")
            .OnTable("ancillary_position")
            .OnColumn("body_id")
            .Ascending()
            .OnColumn("source_key")
            .Ascending()
            .WithOptions()
            .Unique();
        this.FullText("ancillary_position");

        Create
            .Table("declaration")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("person_id").AsGuid()
            .WithColumn("kind").AsText()
            .WithColumn("description").AsText()
            .WithColumn("destination").AsText().Nullable()
            .WithColumn("paid_by").AsText().Nullable()
            .WithColumn("value_cents").AsInt64().Nullable()
            .WithColumn("unread_value").AsText().Nullable()
            .WithColumn("start").AsText().Nullable()
            .WithColumn("end").AsText().Nullable()
            .WithColumn("unread_period").AsText().Nullable()
            .WithColumn("source").AsText().Nullable()
            .WithColumn("source_key").AsText().Nullable()
            .WithColumn("organisation_key").AsText().Nullable()
            .WithColumn("search_text").AsText();
        Create.Index("ix_declaration_person").OnTable("declaration").OnColumn("person_id");
        Create.Index("ix_declaration_body").OnTable("declaration").OnColumn("body_id");
        Create.Index("ix_declaration_organisation").OnTable("declaration").OnColumn("organisation_key");
        Create
            .Index("ux_declaration_source")
            .OnTable("declaration")
            .OnColumn("body_id")
            .Ascending()
            .OnColumn("source_key")
            .Ascending()
            .WithOptions()
            .Unique();
        this.FullText("declaration");
    }
}
