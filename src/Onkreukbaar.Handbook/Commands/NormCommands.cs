// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Handbook.Commands;

/// <summary>The library of norms on the command line. None of these commands touches a database.</summary>
internal static class NormCommands
{
    private static readonly CommandOption Folder = new("folder", "Folder of the library (default: the one that ships with the program)");

    public static IReadOnlyList<Command> All { get; } =
    [
        new("norms check", "Read the library of norms and run its worked examples.", null, [Folder], CheckAsync) { Standalone = true },
        new("norms release", "Fix the files that are not yet in released.txt: from then on they cannot change.", null, [Folder], ReleaseAsync) { Standalone = true },
        new("norms ask", "Answer questions to the norms, as JSON; see norms/schema/question.schema.json.",
            new("file", "One question as JSON, or one on each line; - reads standard input"), [Folder], AskAsync) { Standalone = true },
    ];

    private static async Task<int> CheckAsync(CommandContext context)
    {
        var report = LibraryCheck.Run(FolderOf(context));
        foreach (var error in report.Errors)
        {
            await context.Error.WriteLineAsync(error.ToString());
        }

        await context.Out.WriteLineAsync($"{report.Norms} norms, {report.Examples} examples, {report.Errors.Count} errors");
        return report.Errors.Count == 0 ? 0 : 1;
    }

    private static async Task<int> ReleaseAsync(CommandContext context)
    {
        var report = LibraryCheck.Run(FolderOf(context));
        if (report.Errors.Count > 0)
        {
            await context.Error.WriteLineAsync("The library has errors (norms check); nothing was released.");
            return 2;
        }

        var added = LibraryLoader.Release(FolderOf(context));
        await context.Out.WriteLineAsync(added.Count == 0 ? "All files were released already." : string.Join(Environment.NewLine, added));
        return added.Count == 0 ? 2 : 0;
    }

    // Exit code: 0 all answered, 1 some refused, 2 nothing answered.
    private static async Task<int> AskAsync(CommandContext context)
    {
        NormLibrary library;
        try
        {
            library = LibraryLoader.Load(FolderOf(context));
        }
        catch (BrokenLibraryException broken)
        {
            await context.Error.WriteLineAsync(broken.Message);
            return 2;
        }

        var name = context.Argument!;
        string text;
        try
        {
            text = name == "-" ? await Console.In.ReadToEndAsync(context.Cancellation) : await File.ReadAllTextAsync(name, context.Cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await context.Error.WriteLineAsync($"{name} cannot be read: {unreadable.Message}");
            return 2;
        }

        var reader = new QuestionReader(library);
        var (answered, refused) = (0, 0);
        foreach (var (question, line) in Questions(text))
        {
            var read = reader.Read(question);
            if (read.Question is { } asked)
            {
                answered++;
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(NormAnswer.Of(library, asked, read.All), NormAnswer.Json));
            }
            else
            {
                refused++;
                foreach (var error in read.Errors)
                {
                    await context.Error.WriteLineAsync($"{name}:{line}: {error.Field}: {error.Message}");
                }
            }
        }

        return refused == 0 && answered > 0 ? 0 : answered == 0 ? 2 : 1;
    }

    // A file that is one JSON value is one question, however many lines it takes.
    private static IEnumerable<(string Text, int Line)> Questions(string text)
    {
        try
        {
            using var whole = JsonDocument.Parse(text);
            return [(text, 1)];
        }
        catch (JsonException)
        {
            return text.Split('\n').Select((line, i) => (line.Trim(), i + 1)).Where(l => l.Item1.Length > 0);
        }
    }

    private static string FolderOf(CommandContext context) => context.Options.GetValueOrDefault("folder") ?? LibraryLoader.Shipped;
}
