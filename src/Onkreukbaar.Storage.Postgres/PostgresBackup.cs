// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using Onkreukbaar.Kernel.Backup;
using Onkreukbaar.Kernel.Stores;
using Process = System.Diagnostics.Process;

namespace Onkreukbaar.Storage.Postgres;

/// <remarks>
/// Copies are made by pg_dump and read by pg_restore. Where to connect and with which password goes to them by environment variables, never
/// by their command line, which every user of the machine can read.
/// </remarks>
public sealed partial class PostgresStorage
{
    /// <inheritdoc />
    public override string CopyExtension => "dump";

    /// <summary>Connections can be ended, and a database renamed under its clients.</summary>
    public override bool CanReplaceRunning => true;

    /// <inheritdoc />
    public override string Unpooled(string connectionString) => Alone(connectionString);

    /// <inheritdoc />
    public override async Task<StoreUse> UseOfAsync(string connectionString, bool lookForUsers, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Alone(connectionString));
        try
        {
            await connection.OpenAsync(cancellation);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return StoreUse.Missing;
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT (SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')),
                   (SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return lookForUsers && reader.GetInt64(1) > 0 ? StoreUse.Running
            : reader.GetInt64(0) > 0 ? StoreUse.Filled
            : StoreUse.Empty;
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
        var tool = Tool("pg_dump");
        await using var connection = new NpgsqlConnection(Alone(connectionString));
        await connection.OpenAsync(cancellation);
        await ExecuteAsync(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", cancellation);
        await atThatMoment(connection);
        await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", connection);
        var snapshot = (string)(await export.ExecuteScalarAsync(cancellation))!;
        progress(0, null);
        await RunAsync(
            tool,
            connectionString,
            ["--format=custom", "--no-owner", "--no-privileges", "--no-password", $"--snapshot={snapshot}", $"--file={file}"],
            cancellation
        );
        await ExecuteAsync(connection, "ROLLBACK", cancellation);
    }

    /// <inheritdoc />
    public override async Task<string?> ReadBackAsync(string file, CancellationToken cancellation)
    {
        // As a script to nowhere: every block is unpacked. To look in it takes a database.
        await RunAsync(Tool("pg_restore"), connectionString: null, ["--file=/dev/null", file], cancellation);
        return null;
    }

    /// <inheritdoc />
    public override async Task<bool> MayMakeAsideAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Alone(connectionString));
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user", connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <inheritdoc />
    public override string AsideOf(string connectionString, string folder, string mark)
    {
        var builder = new NpgsqlConnectionStringBuilder(Alone(connectionString));
        builder.Database = $"{builder.Database}_restore_{mark}";
        return builder.ConnectionString;
    }

    /// <inheritdoc />
    public override async Task CopyInAsync(string asideConnectionString, string file, CancellationToken cancellation)
    {
        var tool = Tool("pg_restore");
        try
        {
            await CreateAsync(asideConnectionString, cancellation);
            await RunAsync(
                tool,
                asideConnectionString,
                ["--no-owner", "--no-privileges", "--no-password", "--exit-on-error", $"--dbname={Database(asideConnectionString)}", file],
                cancellation
            );
        }
        catch (NpgsqlException refused)
        {
            throw new BackupRefusedException($"PostgreSQL did not make the database {Database(asideConnectionString)}: {refused.Message}", refused);
        }
    }

    /// <inheritdoc />
    public override async Task DropAsideAsync(string asideConnectionString)
    {
        await using var server = await ServerAsync(asideConnectionString, CancellationToken.None);
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {Quoted(Database(asideConnectionString))} WITH (FORCE)", CancellationToken.None);
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
        await using var server = await ServerAsync(stores[0].Live, cancellation);
        List<string> kept = [];
        List<(string Live, string Former)> present = [];
        foreach (var (live, _) in stores)
        {
            await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", server);
            exists.Parameters.Add(new() { Value = Database(live) });
            if (await exists.ExecuteScalarAsync(cancellation) is not null)
            {
                present.Add((Database(live), $"{Database(live)}_before_{mark}"));
            }
        }

        try
        {
            foreach (var (live, _) in present)
            {
                // Nobody comes back in between ending the connections and the renaming.
                await ExecuteAsync(server, $"ALTER DATABASE {Quoted(live)} ALLOW_CONNECTIONS false", cancellation);
                await using var end = new NpgsqlCommand(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
                    server
                );
                end.Parameters.Add(new() { Value = live });
                await end.ExecuteNonQueryAsync(cancellation);
            }

            // One transaction: both stores change places, or neither does.
            await ExecuteAsync(server, "BEGIN", cancellation);
            foreach (var (live, former) in present)
            {
                await ExecuteAsync(server, $"ALTER DATABASE {Quoted(live)} RENAME TO {Quoted(former)}", cancellation);
                kept.Add($"database {former}");
            }

            foreach (var (live, side) in stores)
            {
                await ExecuteAsync(server, $"ALTER DATABASE {Quoted(Database(side))} RENAME TO {Quoted(Database(live))}", cancellation);
            }

            await ExecuteAsync(server, "COMMIT", cancellation);
            foreach (var (_, former) in present)
            {
                await ExecuteAsync(server, $"ALTER DATABASE {Quoted(former)} ALLOW_CONNECTIONS true", cancellation);
            }

            return kept;
        }
        catch (NpgsqlException refused)
        {
            await ExecuteAsync(server, "ROLLBACK", CancellationToken.None);
            foreach (var (live, _) in present)
            {
                await ExecuteAsync(server, $"ALTER DATABASE {Quoted(live)} ALLOW_CONNECTIONS true", CancellationToken.None);
            }

            throw new BackupRefusedException($"PostgreSQL did not put the restored databases in place: {refused.Message}", refused);
        }
    }

    /// <summary>Finds a tool on the path, else where Debian keeps it, newest version first.</summary>
    private static string Tool(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders.AddRange(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(f => Path.Combine(f, "bin")));
        }

        return folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists)
            ?? throw new BackupRefusedException(
                $"{name} is missing: it comes with the client tools of PostgreSQL, of the server's version or newer (on Debian: apt-get install postgresql-client)."
            );
    }

    private static async Task RunAsync(string tool, string? connectionString, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (connectionString is not null)
        {
            var to = new NpgsqlConnectionStringBuilder(connectionString);
            start.Environment["PGHOST"] = to.Host;
            start.Environment["PGPORT"] = to.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            start.Environment["PGUSER"] = to.Username;
            start.Environment["PGDATABASE"] = to.Database;
            start.Environment["PGSSLMODE"] = to.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var other => other.ToString().ToLowerInvariant(),
            };
            if (!string.IsNullOrEmpty(to.RootCertificate))
            {
                start.Environment["PGSSLROOTCERT"] = to.RootCertificate;
            }

            if (!string.IsNullOrEmpty(to.Password))
            {
                start.Environment["PGPASSWORD"] = to.Password;
            }
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var complaint = (await process.StandardError.ReadToEndAsync(cancellation)).Trim();
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                throw new BackupRefusedException($"{Path.GetFileName(tool)} failed: {complaint}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static string Database(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>Outside the pool: what is closed does not count as a user of the database.</summary>
    private static string Alone(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static async Task<NpgsqlConnection> ServerAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Alone(connectionString)) { Database = "postgres" }.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants and quoted names of databases.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
