// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Offices.Migrations;

/// <summary>
/// Faction and full-time share may change within a term: the columns hold values with periods (<see cref="OverTime{T}"/>). What was there becomes one value
/// for the whole term, in the text that the recorded states already have, so that the ledger proves the same rows as before.
/// </summary>
[Migration(202611222230, "Offices: faction and full-time share over time")]
public sealed class TermPartColumns : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        IfDatabase(ProcessorIdConstants.SQLite).Execute.Sql("UPDATE term_of_office SET faction = json_quote(faction) WHERE faction IS NOT NULL");
        IfDatabase(ProcessorIdConstants.PostgreSQL).Execute.Sql("UPDATE term_of_office SET faction = to_json(faction)::text WHERE faction IS NOT NULL");
        Alter.Table("term_of_office").AddColumn("share").AsText().Nullable();
        Execute.Sql("UPDATE term_of_office SET share = CAST(full_time_percent AS TEXT)");
        Execute.Sql("ALTER TABLE term_of_office DROP COLUMN full_time_percent");
        Execute.Sql("ALTER TABLE term_of_office RENAME COLUMN share TO full_time_percent");
    }
}
