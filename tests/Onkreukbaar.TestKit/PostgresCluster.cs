// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Text;
using Npgsql;

namespace Onkreukbaar.TestKit;

/// <summary>
/// A small PostgreSQL server of its own, with tables, journal and socket in one folder. It does nothing of its own accord: when it cleans up or writes
/// a checkpoint is for the test to say.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private const string Account = "postgres";

    private static readonly string[] Settings =
    [
        "listen_addresses=",
        "max_connections=50",
        "shared_buffers=16MB",
        "fsync=off",
        "autovacuum=off",
        "checkpoint_timeout=1h",
        "max_wal_size=1GB",
        // A segment that was used goes away instead of waiting to be used again, so that a test can tell how much room the journal has.
        "min_wal_size=2MB",
        "wal_recycle=off",
        "wal_level=minimal",
        "max_wal_senders=0",
    ];

    private readonly string folder;
    private readonly string programs;
    private readonly StringBuilder log = new();
    private Process? server;

    private PostgresCluster(string folder, string programs)
    {
        this.folder = folder;
        this.programs = programs;
    }

    /// <summary>What the server told until now.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>Makes one and starts it, or skips the test with what is missing.</summary>
    /// <param name="folder">Is made; in a folder where every account may make files.</param>
    /// <param name="need">For what <see cref="Needs"/> counts it.</param>
    public static async Task<PostgresCluster> StartAsync(string folder, string need)
    {
        var found = Programs();
        Needs.Have(found is not null, need, "The programs of a PostgreSQL server are not here (on Debian: apt-get install postgresql-15)");
        var cluster = new PostgresCluster(folder, found);
        using var account = cluster.Run("/bin/true");
        var unknown = await account.StandardError.ReadToEndAsync();
        await account.WaitForExitAsync();
        Needs.Have(account.ExitCode == 0, need, $"PostgreSQL does not run as root, and cannot be run as {Account}: {unknown.Trim()}");

        // Segments of 1 MB instead of 16: a small journal on a small disk.
        using var made = cluster.Run(
            Path.Combine(found, "initdb"), "-D", folder, "-U", Account, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=1", "--no-sync");
        var said = made.StandardError.ReadToEndAsync();
        await made.StandardOutput.ReadToEndAsync();
        await made.WaitForExitAsync();
        if (made.ExitCode != 0)
        {
            throw new InvalidOperationException($"PostgreSQL could not make a cluster: {await said}");
        }

        await cluster.StartAsync();
        return cluster;
    }

    /// <summary>Starts the server again after it stopped.</summary>
    /// <exception cref="InvalidOperationException">It did not start; with what it said.</exception>
    public async Task StartAsync()
    {
        server?.Dispose();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server = Run(Path.Combine(programs, "postgres"), ["-D", folder, "-k", folder, .. Settings.SelectMany(s => new[] { "-c", s })]);
        server.ErrorDataReceived += (_, told) =>
        {
            lock (log)
            {
                log.AppendLine(told.Data);
            }

            if (told.Data?.Contains("database system is ready to accept connections", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        server.BeginErrorReadLine();
        var ended = server.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended) == ended)
        {
            throw new InvalidOperationException($"PostgreSQL did not start:\n{Log}");
        }
    }

    /// <summary>Waits until the server has stopped by itself.</summary>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public Task EndedAsync() => server!.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Connection string of a database on it.</summary>
    public string Connection(string database) =>
        new NpgsqlConnectionStringBuilder { Host = folder, Username = Account, Database = database, MaxPoolSize = 20 }.ConnectionString;

    public void Dispose()
    {
        if (server is null)
        {
            return;
        }

        if (!server.HasExited)
        {
            // By its own tool: the server ends its children, and leaves nothing behind in memory that is shared.
            using var stop = Run(Path.Combine(programs, "pg_ctl"), "-D", folder, "-m", "immediate", "stop");
            stop.WaitForExit();
            server.WaitForExit();
        }

        server.Dispose();
        server = null;
    }

    /// <summary>Where ./onkreukbaar looks for them as well.</summary>
    private static string? Programs() =>
        Enumerable
            .Range(15, 5)
            .Select(version => $"/usr/lib/postgresql/{version}/bin")
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "postgres")));

    /// <summary>As the account of PostgreSQL when the test is root. The program takes the place of setpriv, so the process is its own.</summary>
    private Process Run(string program, params IEnumerable<string> arguments)
    {
        string[] asAccount = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--init-groups", "--"] : [];
        string[] line = [.. asAccount, program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(folder)!,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal) || n.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }
}
