// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Outcome of the last verification of a store's ledger that was done by the clock.</summary>
/// <param name="Zone">The store.</param>
/// <param name="At">UTC moment at which it was done.</param>
/// <param name="Size">Numbered entries that were checked.</param>
/// <param name="Root">Root at that size, base64 as in the checkpoint; null in a ledger that never ran.</param>
/// <param name="Fault">The first thing that was wrong, identifiers only; null when all was well.</param>
/// <param name="FaultNumber">Number of the first wrong entry, when it has one.</param>
public sealed record LedgerCheck(Zone Zone, DateTime At, long Size, string? Root, string? Fault, long? FaultNumber)
{
    /// <summary>True when nothing was wrong.</summary>
    public bool IsIntact => Fault is null;
}

/// <summary>Keeps the outcome of the nightly verification of both stores, in the register.</summary>
public sealed class LedgerChecks(StorageProvider provider, Func<Zone, string> connectionString, Ledgers ledgers, TimeProvider clock)
{
    /// <summary>Name of the job.</summary>
    public const string JobName = "ledger.verify";

    /// <summary>The job.</summary>
    internal static Job Job { get; } =
        new(
            JobName,
            "0 30 2 * * ?",
            "Verifies both stores against their ledgers and keeps the outcome for /bewijs.",
            async (services, cancellation) =>
            {
                var checks = services.GetRequiredService<LedgerChecks>();
                List<string> results = [];
                foreach (var zone in Enum.GetValues<Zone>())
                {
                    var check = await checks.RunAsync(zone, cancellation);
                    results.Add(string.Create(CultureInfo.InvariantCulture, $"{zone}: {check.Size} entries, {check.Fault ?? "intact"}"));
                }

                return string.Join("; ", results);
            }
        );

    /// <summary>Verifies a store now and keeps the outcome.</summary>
    public async Task<LedgerCheck> RunAsync(Zone zone, CancellationToken cancellation = default)
    {
        var report = await ledgers[zone].VerifyAsync(cancellation: cancellation);
        var note = await ledgers[zone].Reader.CheckpointAsync(cancellation);
        var head = note is null ? null : Checkpoint.Parse(SignedNote.Parse(note).Text);
        var now = Microseconds.Truncate(clock.GetUtcNow().UtcDateTime);
        // The log may have grown since the snapshot that was verified; a root belongs to one size only.
        var root = head is not null && head.Size == report.Size ? Convert.ToBase64String(head.Root) : null;
        var check = new LedgerCheck(zone, now, report.Size, root, report.First?.ToString(), report.First?.Number);
        await using var connection = await OpenAsync(cancellation);
        await LedgerDatabase.ExecuteAsync(
            connection,
            "INSERT INTO ledger_check (zone, checked_at, size, root, fault, fault_number) VALUES (@zone, @now, @size, @root, @fault, @number) "
                + "ON CONFLICT (zone) DO UPDATE SET checked_at = excluded.checked_at, size = excluded.size, root = excluded.root, "
                + "fault = excluded.fault, fault_number = excluded.fault_number",
            cancellation,
            ("zone", zone.ToString()),
            ("now", now),
            ("size", check.Size),
            ("root", check.Root ?? (object)DBNull.Value),
            ("fault", check.Fault ?? (object)DBNull.Value),
            ("number", check.FaultNumber ?? (object)DBNull.Value)
        );
        return check;
    }

    /// <summary>The kept outcome of a store; null when it was never verified by the clock.</summary>
    public async Task<LedgerCheck?> LastAsync(Zone zone, CancellationToken cancellation = default)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = LedgerDatabase.Command(
            connection,
            "SELECT checked_at, size, root, fault, fault_number FROM ledger_check WHERE zone = @zone",
            ("zone", zone.ToString())
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new LedgerCheck(
                zone,
                DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc),
                reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetInt64(4)
            )
            : null;
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = provider.Connect(connectionString(Zone.Register));
        await connection.OpenAsync(cancellation);
        return connection;
    }
}
