// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Handbook.Migrations;

/// <summary>Codes of conduct that bodies adopted themselves.</summary>
[Migration(202611221930, "Handbook: codes of conduct of bodies")]
public sealed class AdoptedCodeTable : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Create
            .Table("adopted_code")
            .WithColumn("id").AsGuid().PrimaryKey()
            .WithColumn("version").AsInt64()
            .WithColumn("body_id").AsGuid()
            .WithColumn("number").AsInt64()
            .WithColumn("code").AsText()
            .WithColumn("title_nl").AsText()
            .WithColumn("title_en").AsText()
            .WithColumn("adopted_on").AsDate()
            .WithColumn("adopted_by").AsText()
            .WithColumn("from").AsDate()
            .WithColumn("yaml").AsText()
            .WithColumn("retracted_on").AsDate().Nullable()
            .WithColumn("retraction_reason").AsText().Nullable();
        // Two people who adopt at the same moment get the same number: the second is refused and looks again.
        Create.Index("ux_adopted_code_number").OnTable("adopted_code").OnColumn("body_id").Ascending().OnColumn("number").Ascending().WithOptions().Unique();
    }
}
