// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Offices.Migrations;

/// <summary>Bodies, persons, offices and terms.</summary>
[Migration(202611220101, "Offices")]
public sealed class OfficesTables : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("public_body")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("name").AsText()
            .WithColumn("abbreviation").AsText().Nullable()
            .WithColumn("kind").AsText()
            .WithColumn("tooi").AsText().Nullable()
            .WithColumn("oin").AsText().Nullable()
            .WithColumn("kvk").AsText().Nullable()
            .WithColumn("website").AsText().Nullable()
            .WithColumn("parent_id").AsGuid().Nullable()
            .WithColumn("successor_id").AsGuid().Nullable()
            .WithColumn("from").AsDate().Nullable()
            .WithColumn("until").AsDate().Nullable()
            .WithColumn("keeps_register").AsBoolean()
            .WithColumn("source_key").AsText().Nullable()
            .WithColumn("sort_key").AsText()
            .WithColumn("search_text").AsText();
        Create.Index("ux_public_body_source").OnTable("public_body").OnColumn("source_key").Unique();
        Create.Index("ix_public_body_sort").OnTable("public_body").OnColumn("sort_key");
        Create.Index("ix_public_body_parent").OnTable("public_body").OnColumn("parent_id");
        this.FullText("public_body");

        Create
            .Table("body_name")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("public_body_id").AsGuid()
            .WithColumn("value").AsText()
            .WithColumn("abbreviation").AsText().Nullable()
            .WithColumn("from").AsDate().Nullable()
            .WithColumn("until").AsDate().Nullable();
        Create.Index("ix_body_name_body").OnTable("body_name").OnColumn("public_body_id");

        Create
            .Table("person")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("titles").AsText().Nullable()
            .WithColumn("initials").AsText().Nullable()
            .WithColumn("given_name").AsText().Nullable()
            .WithColumn("particle").AsText().Nullable()
            .WithColumn("family_name").AsText()
            .WithColumn("titles_after").AsText().Nullable()
            .WithColumn("source_key").AsText().Nullable()
            .WithColumn("display_name").AsText()
            .WithColumn("sort_key").AsText()
            .WithColumn("search_text").AsText();
        Create.Index("ux_person_source").OnTable("person").OnColumn("source_key").Unique();
        Create.Index("ix_person_sort").OnTable("person").OnColumn("sort_key");
        this.FullText("person");

        Create
            .Table("office")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("kind").AsText()
            .WithColumn("label").AsText()
            .WithColumn("from").AsDate().Nullable()
            .WithColumn("until").AsDate().Nullable()
            .WithColumn("source_key").AsText().Nullable();
        Create.Index("ux_office_source").OnTable("office").OnColumn("source_key").Unique();
        Create.Index("ix_office_body").OnTable("office").OnColumn("body_id");

        Create
            .Table("term_of_office")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("person_id").AsGuid()
            .WithColumn("office_id").AsGuid()
            .WithColumn("role").AsText().Nullable()
            .WithColumn("start").AsText().Nullable()
            .WithColumn("end").AsText().Nullable()
            .WithColumn("faction").AsText().Nullable()
            .WithColumn("full_time_percent").AsInt32().Nullable()
            .WithColumn("source_key").AsText().Nullable()
            .WithColumn("from").AsDate().Nullable()
            .WithColumn("until").AsDate().Nullable();
        Create.Index("ux_term_source").OnTable("term_of_office").OnColumn("source_key").Unique();
        Create.Index("ix_term_person").OnTable("term_of_office").OnColumn("person_id");
        Create.Index("ix_term_body").OnTable("term_of_office").OnColumn("body_id");
    }
}
