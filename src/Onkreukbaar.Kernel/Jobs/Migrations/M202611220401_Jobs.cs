// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Quartz;

namespace Onkreukbaar.Kernel.Jobs.Migrations;

/// <summary>What is kept about runs of jobs; and on PostgreSQL the scheduler's own tables, which several processes share.</summary>
[Migration(202611220401, "Jobs")]
[Tags(nameof(Stores.Zone.Register))]
public sealed class JobTables : ForwardOnlyMigration
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    /// <inheritdoc />
    public override void Up()
    {
        IfDatabase(ProcessorIdConstants.SQLite)
            .Execute.Sql(
                """
                CREATE TABLE job_run (
                    job TEXT NOT NULL, scheduled_at TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NULL,
                    succeeded INTEGER NULL, result TEXT NULL, PRIMARY KEY (job, scheduled_at));
                CREATE TABLE ledger_check (
                    zone TEXT NOT NULL PRIMARY KEY, checked_at TEXT NOT NULL, size INTEGER NOT NULL, root TEXT NULL, fault TEXT NULL,
                    fault_number INTEGER NULL);
                """);
        IfDatabase(ProcessorIdConstants.PostgreSQL)
            .Execute.Sql(
                """
                CREATE TABLE job_run (
                    job text NOT NULL, scheduled_at timestamptz NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz NULL,
                    succeeded boolean NULL, result text NULL, PRIMARY KEY (job, scheduled_at));
                CREATE TABLE ledger_check (
                    zone text NOT NULL PRIMARY KEY, checked_at timestamptz NOT NULL, size bigint NOT NULL, root text NULL, fault text NULL,
                    fault_number bigint NULL);
                """);
        // The scheduler brings the script of its tables along. Its version is pinned, so what this migration did stays what it did.
        foreach (var statement in Statements())
        {
            IfDatabase(ProcessorIdConstants.PostgreSQL).Execute.Sql(statement);
        }
    }

    // A line of its own parts the statements.
    private static IEnumerable<string> Statements()
    {
        using var stream =
            typeof(IScheduler).Assembly.GetManifestResourceStream(Script)
            ?? throw new InvalidOperationException($"The scheduler no longer brings {Script}.");
        using var reader = new StreamReader(stream);
        foreach (var part in reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n--;;\n"))
        {
            var sql = string.Join('\n', part.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).Trim().TrimEnd(';');
            if (sql.Length > 0)
            {
                yield return sql.Replace("{0}", "qrtz_", StringComparison.Ordinal).Replace("{1}", "qrtz_", StringComparison.Ordinal);
            }
        }
    }
}
