// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FluentMigrator.Runner;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Quartz;
using SQLitePCL;

namespace Onkreukbaar.Storage.Sqlite;

/// <summary>SQLite in files of the data folder: write-ahead log, full durability, foreign keys on.</summary>
public sealed partial class SqliteStorage : StorageProvider
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public override string Name => "sqlite";

    /// <summary>Connection string for a file.</summary>
    public static string ConnectionString(string file, bool readOnly = false) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            // Writers wait for each other instead of failing: SQLite has one writer at a time.
            DefaultTimeout = 30,
        }.ToString();

    /// <inheritdoc />
    public override void Configure(DbContextOptionsBuilder options, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UseSqlite(connectionString).AddInterceptors(OpenedConnections.Instance);
    }

    /// <inheritdoc />
    public override void Configure(IMigrationRunnerBuilder runner) => runner.AddSQLite();

    /// <inheritdoc />
    public override DbConnection Connect(string connectionString) 
    {
        var connection = new SqliteConnection(connectionString);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Open)
            {
                ConnectionSettings.Apply(connection);
            }
        };
        return connection;
    }

    /// <inheritdoc />
    public override bool PoolsServerConnections => false;

    /// <inheritdoc />
    public override async ValueTask<IDisposable?> WriteTurnAsync(string connectionString, CancellationToken cancellation)
    {
        var turns = Turns.GetOrAdd(connectionString, _ => new SemaphoreSlim(1));
        await turns.WaitAsync(cancellation);
        return new Turn(turns);
    }

    /// <inheritdoc />
    public override async Task CreateAsync(string connectionString, CancellationToken cancellation)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        // Stays with the file: readers are not blocked by the writer.
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>In memory: Quartz refuses a cluster on SQLite. The row that claims each run keeps two processes apart.</summary>
    public override void ConfigureJobs(IQuartzBuilder jobs, string connectionString) => jobs.UseInMemoryStore();

    /// <inheritdoc />
    public override string Answers(string table, string question) => $"rowid IN (SELECT rowid FROM {table}_text WHERE {table}_text MATCH {question})";

    /// <summary>The quotes keep FTS5 from reading AND, OR and NOT as operators.</summary>
    public override string Question(IReadOnlyList<string> words, bool any = false) => string.Join(any ? " OR " : " ", words.Select(w => $"\"{w}\"*"));

    /// <inheritdoc />
    public override string IsAmong(string column, string values) => $"{column} IN (SELECT value FROM json_each({values}))";

    /// <inheritdoc />
    public override string Holds(string word) => $"instr(' ' || search_text, {word}) > 0";

    /// <inheritdoc />
    public override object Values(IReadOnlyList<string> values) => JsonSerializer.Serialize(values);

    /// <summary>By one prepared statement for each table.</summary>
    public override async Task InsertAsync(
        DbConnection connection,
        DbTransaction? transaction,
        IReadOnlyList<BulkRows> rows,
        bool narrowed,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var file = (SqliteConnection)connection;
        await using var own = transaction is null ? file.BeginTransaction() : null;
        foreach (var (table, entities) in rows)
        {
            Insert(file, own ?? (SqliteTransaction)transaction!, table, entities, cancellation);
        }

        own?.Commit();
    }

    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, BulkTable table, IReadOnlyList<object> entities, CancellationToken cancellation)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var parameters = table.Columns.Select((_, i) => command.Parameters.Add(new SqliteParameter($"${i + 1}", DBNull.Value))).ToArray();
#pragma warning disable CA2100 // Names come from the model.
        command.CommandText = table.Insert;
#pragma warning restore CA2100
        var values = new object?[parameters.Length];
        foreach (var entity in entities)
        {
            cancellation.ThrowIfCancellationRequested();
            table.Read(entity, values);
            for (var i = 0; i < values.Length; i++)
            {
                parameters[i].Value = values[i] ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }
    }

    /// <inheritdoc />
    public override Task<RowWalk> WalkAsync(DbConnection connection, string sql, CancellationToken cancellation) =>
        Task.FromResult<RowWalk>(new SqliteRows((SqliteConnection)connection, sql));

    /// <inheritdoc />
    public override Problem? Translate(DbException cause) =>
        cause is SqliteException sqlite
            ? sqlite.SqliteErrorCode switch
            {
                // Two saves of one subject: whichever statement of the second comes first, the answer is the same.
                raw.SQLITE_CONSTRAINT when sqlite.Message.Contains("version.subject_id", StringComparison.Ordinal) => Problem.Conflict(
                    "conflict.gewijzigd",
                    ProblemTexts.ChangedMeanwhile
                ),
                raw.SQLITE_CONSTRAINT when sqlite.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY =>
                    Problem.Conflict("conflict.bestaat", ProblemTexts.Exists),
                raw.SQLITE_FULL => Problem.Unavailable(ProblemTexts.DiskFull),
                raw.SQLITE_READONLY => Problem.Unavailable(ProblemTexts.ReadOnly),
                raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Problem.Unavailable(ProblemTexts.Busy),
                raw.SQLITE_IOERR => Problem.Unavailable(ProblemTexts.DiskFull),
                raw.SQLITE_CANTOPEN => Problem.Unavailable(ProblemTexts.ReadOnly),
                _ => null,
            }
            : null;

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }

    /// <summary>Settings that SQLite keeps per connection; a pooled connection keeps them, so it is asked once.</summary>
    private static class ConnectionSettings
    {
        // FULL: an acknowledged save survives a power cut. NORMAL would be faster and could lose it. The timeout lets SQLite wait for a
        // writer of another process by the millisecond; the client library would sleep 150 ms.
        private const string Pragmas =
            "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA busy_timeout = 2000;";

        private static readonly ConditionalWeakTable<sqlite3, object> Done = [];

        public static void Apply(SqliteConnection connection)
        {
            if (connection.Handle is not { } handle || Done.TryGetValue(handle, out _))
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            // One plan for all values: without it a prepared statement is planned anew for each value, once the tables were analyzed.
            raw.sqlite3_db_config(handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            Done.AddOrUpdate(handle, Pragmas);
        }
    }

    private sealed class OpenedConnections : DbConnectionInterceptor
    {
        public static OpenedConnections Instance { get; } = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            ConnectionSettings.Apply((SqliteConnection)connection);

        // A store keeps its connection open until it is disposed: to open one takes as long as a small query, as the functions that Entity
        // Framework adds are added anew.
        public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            ValueTask.FromResult(InterceptionResult.Suppress());

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionSettings.Apply((SqliteConnection)connection);
            return Task.CompletedTask;
        }
    }
}
