// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Net.Sockets;
using FluentMigrator.Runner;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Quartz;

namespace Onkreukbaar.Storage.Postgres;

/// <summary>PostgreSQL 15 or later; register and vault are two databases.</summary>
public sealed partial class PostgresStorage : StorageProvider
{
    // From some tens of rows on a COPY, which is a few trips for each table, costs less.
    private const int FewRows = 150;

    /// <inheritdoc />
    public override string Name => "postgres";

    /// <inheritdoc />
    public override void Configure(DbContextOptionsBuilder options, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UseNpgsql(connectionString).AddInterceptors(NarrowedConnections.Instance);
    }

    /// <inheritdoc />
    public override void Configure(IMigrationRunnerBuilder runner) => runner.AddPostgres15_0();

    /// <inheritdoc />
    public override DbConnection Connect(string connectionString) => new NpgsqlConnection(connectionString);

    /// <inheritdoc />
    public override bool PoolsServerConnections => true;

    /// <inheritdoc />
    public override bool HoldsToBody => true;

    /// <inheritdoc />
    public override async Task PrepareBodiesAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Alone(connectionString));
        await connection.OpenAsync(cancellation);
        await new PostgresBodies(connection, [], cancellation).MakeRoleAsync();
    }

    /// <inheritdoc />
    public override async Task GuardBodiesAsync(string connectionString, IReadOnlyList<BodyTable> tables, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Alone(connectionString));
        await connection.OpenAsync(cancellation);
        await new PostgresBodies(connection, tables, cancellation).ApplyAsync();
    }

    /// <inheritdoc />
    public override async Task CreateAsync(string connectionString, CancellationToken cancellation)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        if (wanted.NoResetOnClose || wanted.Multiplexing)
        {
            throw new SettingsException(
                "ONKREUKBAAR_DATABASE: leave out 'No Reset On Close' and 'Multiplexing'. With them a connection that served the clerk of one body would serve the next visitor as if it were still of that body."
            );
        }

        var server = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
            exists.Parameters.Add(new() { Value = wanted.Database });
            if (await exists.ExecuteScalarAsync(cancellation) is not null)
            {
                return;
            }

            // C collation: sort keys are made by us, and are the same on both engines.
            await using var create = new NpgsqlCommand(
                $"CREATE DATABASE \"{wanted.Database!.Replace("\"", "\"\"", StringComparison.Ordinal)}\" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0",
                connection
            );
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidCatalogName)
        {
            // In production the owner makes the database and this account may not look further: the migration will tell if it is missing.
        }
    }

    /// <summary>In the register: all processes share one schedule, and another takes over what a killed one was doing.</summary>
    public override void ConfigureJobs(IQuartzBuilder jobs, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        jobs.UsePersistentStore(store =>
        {
            store.ConfigureStore(o =>
            {
                o.TablePrefix = "qrtz_";
                // A migration makes the tables; the scheduler only looks whether they are right.
                o.SchemaProvisioning = SchemaProvisioning.Validate;
            });
            store.UsePostgres(NpgsqlFactory.Instance, connectionString);
            store.UseClustering();
        });
    }

    /// <inheritdoc />
    public override string Answers(string table, string question) => $"to_tsvector('simple', search_text) @@ to_tsquery('simple', {question})";

    /// <inheritdoc />
    public override string Question(IReadOnlyList<string> words, bool any = false) => string.Join(any ? " | " : " & ", words.Select(w => w + ":*"));

    /// <inheritdoc />
    public override string IsAmong(string column, string values) => $"{column} = ANY ({values})";

    /// <inheritdoc />
    public override string Holds(string word) => $"strpos(' ' || search_text, {word}) > 0";

    /// <inheritdoc />
    public override object Values(IReadOnlyList<string> values) => values.ToArray();

    /// <summary>
    /// Few rows go over in one batch, which the server takes as one transaction: one trip for all. Many go by COPY in its binary form.
    /// </summary>
    public override async Task InsertAsync(
        DbConnection connection,
        DbTransaction? transaction,
        IReadOnlyList<BulkRows> rows,
        bool narrowed,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var server = (NpgsqlConnection)connection;
        if (rows.Sum(r => r.Entities.Count) <= FewRows)
        {
            await InsertFewAsync(server, (NpgsqlTransaction?)transaction, rows, cancellation);
            return;
        }

        await using var own = transaction is null ? await server.BeginTransactionAsync(cancellation) : null;
        foreach (var (table, entities) in rows)
        {
            await InsertManyAsync(server, table, entities, narrowed, cancellation);
        }

        if (own is not null)
        {
            await own.CommitAsync(cancellation);
        }
    }

    private static async Task InsertFewAsync(NpgsqlConnection server, NpgsqlTransaction? transaction, IReadOnlyList<BulkRows> rows, CancellationToken cancellation)
    {
        // Without error barriers a batch outside of a transaction is one: what the server refuses of it undoes the rest.
        await using var batch = new NpgsqlBatch(server, transaction) { EnableErrorBarriers = false };
        foreach (var (table, entities) in rows)
        {
            var values = new object?[table.Columns.Count];
            foreach (var entity in entities)
            {
                table.Read(entity, values);
                var row = new NpgsqlBatchCommand(table.Insert);
                for (var i = 0; i < values.Length; i++)
                {
                    row.Parameters.Add(new NpgsqlParameter { DataTypeName = table.Types[i], Value = values[i] ?? DBNull.Value });
                }

                batch.BatchCommands.Add(row);
            }
        }

        // The first time on a connection only; the server keeps it as long as the connection lives.
        await batch.PrepareAsync(cancellation);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// PostgreSQL refuses COPY for a table with row-level security, so a narrowed store copies into a table of its own, and the rows go over in
    /// one statement, which judges each of them.
    /// </summary>
    private static async Task InsertManyAsync(
        NpgsqlConnection server,
        BulkTable table,
        IReadOnlyList<object> entities,
        bool narrowed,
        CancellationToken cancellation
    )
    {
        var columns = table.Quoted();
        if (!narrowed)
        {
            await CopyAsync(server, table.Name, columns, table, entities, cancellation);
            return;
        }

        var own = $"pg_temp.incoming_{table.Name}";
        var definition = string.Join(", ", table.Columns.Zip(table.Types, (column, type) => $"\"{column}\" {type}"));
        await ExecuteAsync(server, $"CREATE TEMPORARY TABLE incoming_{table.Name} ({definition}) ON COMMIT DROP", cancellation);
        await CopyAsync(server, own, columns, table, entities, cancellation);
        await ExecuteAsync(server, $"INSERT INTO {table.Name} ({columns}) SELECT {columns} FROM {own}; DROP TABLE {own}", cancellation);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        string target,
        string columns,
        BulkTable table,
        IReadOnlyList<object> entities,
        CancellationToken cancellation
    )
    {
        var values = new object?[table.Columns.Count];
        await using var import = await connection.BeginBinaryImportAsync($"COPY {target} ({columns}) FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (var entity in entities)
        {
            table.Read(entity, values);
            await import.StartRowAsync(cancellation);
            foreach (var value in values)
            {
                // The types of columns are those of the values: tests compare model and schema.
                await (value is null ? import.WriteNullAsync(cancellation) : import.WriteAsync(value, cancellation));
            }
        }

        await import.CompleteAsync(cancellation);
    }

    /// <inheritdoc />
    public override Task<RowWalk> WalkAsync(DbConnection connection, string sql, CancellationToken cancellation) =>
        PostgresRows.OpenAsync((NpgsqlConnection)connection, sql, cancellation);

    /// <inheritdoc />
    public override Problem? Translate(DbException cause) =>
        cause switch
        {
            // Two saves of one subject: whichever statement of the second comes first, the answer is the same.
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ux_version_subject" } => Problem.Conflict(
                "conflict.gewijzigd",
                ProblemTexts.ChangedMeanwhile
            ),
            // Two savers that waited for each other: the server let one win, and the other has to look again.
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => Problem.Conflict(
                "conflict.gewijzigd",
                ProblemTexts.ChangedMeanwhile
            ),
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => Problem.Conflict("conflict.bestaat", ProblemTexts.Exists),
            // The server stops in the middle of its work, for one when its journal finds no room on the disk. What was being committed may be in the journal already.
            PostgresException { InvariantSeverity: "PANIC" }
            or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
            or NpgsqlException { InnerException: IOException } => Problem.Unsure(ProblemTexts.BrokenOff),
            // No connection was made, so nothing was sent.
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } or NpgsqlException { InnerException: SocketException } => Problem.Unavailable(
                ProblemTexts.Away
            ),
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Problem.Unavailable(ProblemTexts.DiskFull),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => Problem.Unavailable(ProblemTexts.ReadOnly),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable } => Problem.Unavailable(
                ProblemTexts.Busy
            ),
            NpgsqlException { IsTransient: true } => Problem.Unavailable(ProblemTexts.Busy),
            _ => null,
        };
}
