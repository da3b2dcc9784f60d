// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Head of a ledger, for the command line.</summary>
/// <param name="Zone">The store.</param>
/// <param name="Checkpoint">The signed head, as it may be published or handed to a witness; null before the first.</param>
/// <param name="Key">Text form of the verification key.</param>
public sealed record LedgerHead(Zone Zone, string? Checkpoint, string Key);

/// <summary>What <c>onkreukbaar ledger …</c> does, without the terminal.</summary>
public sealed class LedgerCommands(Ledgers ledgers)
{
    private static readonly CommandOption ZoneOption = new("store", "register (default) or vault");

    /// <summary>The commands as the command line shows them. Exit code 1 means: not intact, or not in the log.</summary>
    public static IReadOnlyList<Command> Offered { get; } =
    [
        new("ledger verify", "Prove a store against its ledger and name the first wrong entry.", null,
            [ZoneOption, new("known", "File with a signed checkpoint that was kept elsewhere")], VerifyAsync),
        new("ledger head", "Number what waits and print the signed head and the verification key.", null, [ZoneOption], HeadAsync),
        new("ledger rotate-key", "Let a new key sign from now on; what the old one signed until now stays valid.", null, [ZoneOption], RotateAsync),
        new("ledger prove", "Print the proof that a version is in the log, as JSON.", new("version-id", "Id of the version"), [ZoneOption], ProveAsync),
    ];

    /// <summary>
    /// Proves the store against its ledger. What is committed but not numbered is checked as such; nothing is written.
    /// </summary>
    /// <param name="zone">The store.</param>
    /// <param name="knownCheckpointFile">A file with a signed checkpoint from elsewhere, which the log must contain; null for none.</param>
    /// <param name="progress">Told of entries done and in total.</param>
    /// <param name="cancellation">Stops the verification.</param>
    /// <exception cref="SettingsException">The file cannot be read or holds no checkpoint.</exception>
    public async Task<LedgerReport> VerifyAsync(
        Zone zone, string? knownCheckpointFile = null, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        SignedNote[] known = [];
        if (knownCheckpointFile is not null)
        {
            try
            {
                known = [SignedNote.Parse(await File.ReadAllTextAsync(knownCheckpointFile, cancellation))];
            }
            catch (Exception unusable) when (unusable is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new SettingsException($"{knownCheckpointFile}: this is not a signed checkpoint. {unusable.Message}", unusable);
            }
        }

        return await ledgers[zone].VerifyAsync(known, progress, cancellation);
    }

    /// <summary>Numbers what waits, and gives the signed head.</summary>
    public async Task<LedgerHead> HeadAsync(Zone zone, CancellationToken cancellation = default)
    {
        var ledger = ledgers[zone];
        await ledger.Sequencer.DrainAsync(cancellation);
        return new LedgerHead(zone, await ledger.Reader.CheckpointAsync(cancellation), ledger.Key.ToString());
    }

    /// <summary>The inclusion proof of a version; null when there is no such version in the log.</summary>
    public Task<InclusionProof?> ProveAsync(Zone zone, Guid versionId, CancellationToken cancellation = default) =>
        ledgers[zone].Reader.ProveAsync(versionId, cancellation);

    private static async Task<int> VerifyAsync(CommandContext context)
    {
        var report = await Of(context).VerifyAsync(
            ZoneOf(context), context.Options.GetValueOrDefault("known"), (done, total) => context.Progress(done, total, "entries"), context.Cancellation);
        await context.Out.WriteLineAsync(
            $"{report.Size} entries, {report.Pending} waiting, {report.Checkpoints} checkpoints, {report.Subjects} live rows, {report.Erased} erased versions");
        await (report.First is { } first ? context.Error.WriteLineAsync($"NOT INTACT. First: {first}") : context.Out.WriteLineAsync("Intact."));
        return report.IsIntact ? 0 : 1;
    }

    private static async Task<int> HeadAsync(CommandContext context)
    {
        var head = await Of(context).HeadAsync(ZoneOf(context), context.Cancellation);
        await context.Out.WriteAsync(head.Checkpoint);
        await context.Out.WriteLineAsync($"\nKey: {head.Key}");
        return 0;
    }

    private static async Task<int> RotateAsync(CommandContext context)
    {
        var (former, present) = await context.Services.GetRequiredService<Ledgers>()[ZoneOf(context)].RotateKeyAsync(context.Cancellation);
        await context.Out.WriteLineAsync($"Key until now: {former}\nNew key: {present}\nPublish the new key, and back up the keys folder.");
        return 0;
    }

    private static async Task<int> ProveAsync(CommandContext context)
    {
        var proof = Guid.TryParse(context.Argument, out var id) ? await Of(context).ProveAsync(ZoneOf(context), id, context.Cancellation) : null;
        await (proof is null
            ? context.Error.WriteLineAsync("There is no such version in the log.")
            : context.Out.WriteLineAsync(JsonSerializer.Serialize(proof)));
        return proof is null ? 1 : 0;
    }

    private static LedgerCommands Of(CommandContext context) => context.Services.GetRequiredService<LedgerCommands>();

    private static Zone ZoneOf(CommandContext context) => context.Options.GetValueOrDefault("store", "register") switch
    {
        "register" => Zone.Register,
        "vault" => Zone.Vault,
        var other => throw new SettingsException($"--store: '{other}' is no store. Write register or vault."),
    };
}
