// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Kernel.Export;

/// <summary><c>./onkreukbaar export</c>: every public list to files, or one list to standard output.</summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    public static Command Offered { get; } =
        new(
            "export",
            "Write the public lists to a folder, or one of them to standard output.",
            new("FOLDER", "Folder for the files, made when it is not there; - for standard output."),
            [
                new("list", "Names of lists with commas between them; all of them when left out."),
                new("format", "csv (the default), jsonl, json or xlsx."),
                new("body", "Only what belongs to the public body with this id."),
                new("as-of", "Only what held on this day (2026-03-01)."),
                new("known-on", "What the register said on this day or at this moment (2026-03-01, 2026-03-01T12:00:00Z)."),
            ],
            RunAsync
        );

    private static async Task<int> RunAsync(CommandContext context)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var wrong = Read(context, out var lists, out var query, out var format);
        if (wrong is not null)
        {
            await context.Error.WriteLineAsync($"{wrong} Nothing was written.");
            return 2;
        }

        try
        {
            if (context.Argument is StandardOutput)
            {
                await lists[0].WriteAsync(context.Services, query, format, context.Bytes!, context.Cancellation);
                await context.Bytes!.FlushAsync(context.Cancellation);
                return 0;
            }

            Directory.CreateDirectory(context.Argument!);
            foreach (var list in lists)
            {
                await ToFileAsync(context, list, query, format);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await context.Error.WriteLineAsync($"The files cannot be written: {refused.Message}");
            return 2;
        }

        return 0;
    }

    // Beside the file first, so that nobody takes half a list for the whole.
    private static async Task ToFileAsync(CommandContext context, ExportList list, ListQuery query, ExportFormat format)
    {
        var path = Path.Combine(context.Argument!, $"{list.Name}.{format.Ending()}");
        var beside = path + ".part";
        context.Progress(0, null, list.Name);
        long count;
        try
        {
            await using var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024);
            count = await list.WriteAsync(context.Services, query, format, file, context.Cancellation);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        File.Move(beside, path, overwrite: true);
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}: {count:N0} rows"));
    }

    /// <returns>What is wrong with the options; null when nothing is.</returns>
    private static string? Read(CommandContext context, out IReadOnlyList<ExportList> lists, out ListQuery query, out ExportFormat format)
    {
        lists = [.. context.Services.GetRequiredService<ModuleSet>().All.SelectMany(m => m.Lists)];
        query = new(null, ViewMoment.Now);
        if (!ExportFormats.TryParse(context.Options.GetValueOrDefault("format", "csv"), out format))
        {
            return "--format: write csv, jsonl, json or xlsx.";
        }

        if (context.Options.GetValueOrDefault("list") is { } asked)
        {
            var names = asked.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var known = lists.ToDictionary(l => l.Name, StringComparer.Ordinal);
            if (names.Length == 0 || names.Any(n => !known.ContainsKey(n)))
            {
                return $"--list: the lists are {string.Join(", ", known.Keys)}.";
            }

            lists = [.. names.Select(n => known[n])];
        }

        if (context.Argument is StandardOutput && (lists.Count != 1 || context.Bytes is null))
        {
            return "Standard output takes one list: name it with --list.";
        }

        var errors = new FormErrors();
        var body = errors.Take("--body", IdInput.Optional(context.Options.GetValueOrDefault("body")));
        var asOf = errors.Take("--as-of", PeildatumInput.Parse(context.Options.GetValueOrDefault("as-of")));
        var knownOn = errors.Take("--known-on", BekendOpInput.Parse(context.Options.GetValueOrDefault("known-on")));
        query = new(body, new(asOf, knownOn));
        return errors.Any ? $"{errors.All[0].Field}: {errors.All[0].Message}" : null;
    }
}
