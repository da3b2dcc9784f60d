// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Onkreukbaar.Kernel.Backup;
using Onkreukbaar.Kernel.Stores;
using SQLitePCL;

namespace Onkreukbaar.Storage.Sqlite;

/// <remarks>
/// Copies are made page by page with SQLite's online backup. VACUUM INTO is not used: it renumbers rows, and the full-text indexes refer to
/// row numbers.
/// </remarks>
public sealed partial class SqliteStorage
{
    // 4 MB at a time: often enough for a progress bar.
    private const int PagesPerStep = 1024;

    /// <inheritdoc />
    public override string CopyExtension => "db";

    /// <summary>A process that has the file open would go on writing to the old one.</summary>
    public override bool CanReplaceRunning => false;

    /// <inheritdoc />
    public override string Unpooled(string connectionString) => Alone(FileOf(connectionString), SqliteOpenMode.ReadWrite);

    /// <inheritdoc />
    public override async Task<StoreUse> UseOfAsync(string connectionString, bool lookForUsers, CancellationToken cancellation)
    {
        var file = FileOf(connectionString);
        if (!File.Exists(file))
        {
            return StoreUse.Missing;
        }

        try
        {
            await using var connection = new SqliteConnection(Alone(file, SqliteOpenMode.ReadWrite));
            await connection.OpenAsync(cancellation);
            // Leaving the write-ahead log needs the file for oneself; whoever has it open keeps that from happening.
            if (lookForUsers && !string.Equals(await ScalarAsync(connection, "PRAGMA journal_mode = DELETE", cancellation) as string, "delete", StringComparison.Ordinal))
            {
                return StoreUse.Running;
            }

            var tables = await ScalarAsync(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table'", cancellation);
            if (lookForUsers)
            {
                await ScalarAsync(connection, "PRAGMA journal_mode = WAL", cancellation);
            }

            return tables is 0L ? StoreUse.Empty : StoreUse.Filled;
        }
        catch (SqliteException refused) when (refused.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return StoreUse.Running;
        }
        catch (SqliteException)
        {
            // Damaged or not a database: it is something, and may only go when the operator says so.
            return StoreUse.Filled;
        }
    }

    /// <inheritdoc />
    public override async Task CopyOutAsync(
        string connectionString,
        string file,
        Func<DbConnection, Task> atThatMoment,
        Action<long, long?> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(atThatMoment);
        ArgumentNullException.ThrowIfNull(progress);
        await using var source = new SqliteConnection(Alone(FileOf(connectionString), SqliteOpenMode.ReadWrite));
        await source.OpenAsync(cancellation);
        // The reading transaction holds one moment: writers go on, and the copy does not start again after each of their saves.
        await ScalarAsync(source, "BEGIN", cancellation);
        await atThatMoment(source);
        await using (var copy = new SqliteConnection(Alone(file, SqliteOpenMode.ReadWriteCreate)))
        {
            await copy.OpenAsync(cancellation);
            using (var backup = raw.sqlite3_backup_init(copy.Handle!, "main", source.Handle!, "main"))
            {
                int result;
                do
                {
                    cancellation.ThrowIfCancellationRequested();
                    result = raw.sqlite3_backup_step(backup, PagesPerStep);
                    var total = raw.sqlite3_backup_pagecount(backup);
                    progress(total - raw.sqlite3_backup_remaining(backup), total);
                } while (result == raw.SQLITE_OK);

                if (result != raw.SQLITE_DONE)
                {
                    throw new BackupRefusedException($"SQLite could not copy the store: {raw.sqlite3_errstr(result).utf8_to_string()}.");
                }
            }

            // One file, without a log beside it.
            await ScalarAsync(copy, "PRAGMA journal_mode = DELETE", cancellation);
        }

        await ScalarAsync(source, "ROLLBACK", cancellation);
    }

    /// <inheritdoc />
    public override async Task<string?> ReadBackAsync(string file, CancellationToken cancellation)
    {
        var readOnly = Alone(file, SqliteOpenMode.ReadOnly);
        await using var connection = new SqliteConnection(readOnly);
        await connection.OpenAsync(cancellation);
        var result = await ScalarAsync(connection, "PRAGMA quick_check(1)", cancellation) as string;
        return string.Equals(result, "ok", StringComparison.Ordinal) ? readOnly : throw new BackupRefusedException($"{Path.GetFileName(file)} is damaged: {result}");
    }

    /// <inheritdoc />
    public override string AsideOf(string connectionString, string folder, string mark) =>
        Alone(Path.Combine(folder, Path.GetFileName(FileOf(connectionString))), SqliteOpenMode.ReadWriteCreate);

    /// <inheritdoc />
    public override async Task CopyInAsync(string asideConnectionString, string file, CancellationToken cancellation)
    {
        File.Copy(file, FileOf(asideConnectionString));
        await ReadBackAsync(FileOf(asideConnectionString), cancellation);
    }

    /// <inheritdoc />
    public override Task DropAsideAsync(string asideConnectionString)
    {
        foreach (var file in WithLogs(FileOf(asideConnectionString)))
        {
            File.Delete(file);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> SwitchAsync(
        IReadOnlyList<(string Live, string Side)> stores,
        string before,
        string mark,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(stores);
        foreach (var (live, side) in stores)
        {
            if (await UseOfAsync(live, lookForUsers: true, cancellation) == StoreUse.Running)
            {
                throw new BackupRefusedException("The store was opened while the restore was being prepared. Stop Onkreukbaar first.");
            }

            await using var connection = new SqliteConnection(side);
            await connection.OpenAsync(cancellation);
            await ScalarAsync(connection, "PRAGMA journal_mode = DELETE", cancellation);
        }

        var undo = new Stack<(string From, string To)>();
        try
        {
            foreach (var (live, side) in stores)
            {
                foreach (var file in WithLogs(FileOf(live)))
                {
                    Move(file, Path.Combine(before, Path.GetFileName(file)));
                }

                Move(FileOf(side), FileOf(live));
            }
        }
        catch
        {
            foreach (var (from, to) in undo)
            {
                File.Move(from, to);
            }

            throw;
        }

        foreach (var (live, _) in stores)
        {
            await CreateAsync(live, cancellation);
        }

        return [];

        void Move(string from, string to)
        {
            File.Move(from, to);
            undo.Push((to, from));
        }
    }

    private static string FileOf(string connectionString) => Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);

    private static IEnumerable<string> WithLogs(string file) => new[] { file, file + "-wal", file + "-shm", file + "-journal" }.Where(File.Exists);

    /// <summary>Outside the pool: what is closed is closed, and can be moved.</summary>
    private static string Alone(string file, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = 2,
        }.ToString();

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellation);
    }
}
