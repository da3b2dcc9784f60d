// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;

namespace Onkreukbaar.Kernel.Stores.Migrations;

/// <summary>The table of recorded states, in both stores.</summary>
[Migration(202611220001, "Version rows")]
public sealed class VersionTable : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("version")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("kind").AsText()
            .WithColumn("subject_id").AsGuid()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid().Nullable()
            .WithColumn("person_id").AsGuid().Nullable()
            .WithColumn("organisation_key").AsText().Nullable()
            .WithColumn("recorded_at").AsMoment()
            .WithColumn("act_id").AsGuid()
            .WithColumn("process").AsText()
            .WithColumn("payload").AsText().Nullable()
            .WithColumn("salt").AsBinary().Nullable()
            .WithColumn("commitment").AsBinary();
        Create.Index("ux_version_subject").OnTable("version").OnColumn("subject_id").Ascending().OnColumn("version").Ascending().WithOptions().Unique();
        Execute.Sql("CREATE INDEX ix_version_person ON version (person_id, recorded_at) WHERE person_id IS NOT NULL");
        Execute.Sql("CREATE INDEX ix_version_body ON version (body_id, recorded_at) WHERE body_id IS NOT NULL");
        Execute.Sql("CREATE INDEX ix_version_organisation ON version (organisation_key) WHERE organisation_key IS NOT NULL");
    }
}
