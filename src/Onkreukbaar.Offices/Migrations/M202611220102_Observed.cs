// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;

namespace Onkreukbaar.Offices.Migrations;

/// <summary>When a source saw a term whose beginning nobody knows, and when the source last checked a body.</summary>
[Migration(202611220102, "Offices: observed on, verified on")]
public sealed class ObservedColumns : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Alter.Table("term_of_office").AddColumn("observed_on").AsDate().Nullable();
        Alter.Table("public_body").AddColumn("verified_on").AsDate().Nullable();
        Create.Index("ix_term_office").OnTable("term_of_office").OnColumn("office_id");
        Create.Index("ix_public_body_kind").OnTable("public_body").OnColumn("kind").Ascending().OnColumn("sort_key").Ascending();
    }
}
