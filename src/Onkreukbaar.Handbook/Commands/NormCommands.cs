// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Handbook.Codes;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Norms.Asking;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Commands;

/// <summary>The library of norms on the command line. Only adopting a code, and asking the norms of a body, need an installation.</summary>
internal static class NormCommands
{
    private static readonly CommandOption Folder = new("folder", "Folder of the library (default: the one that ships with the program)");

    private static readonly CommandOption OwnCodes = new("own-codes", "With the codes that bodies adopted in this installation (overheidsorganisatie.id in the question)", IsFlag: true);

    public static IReadOnlyList<Command> All { get; } =
    [
        new("norms check", "Read the library of norms and run its worked examples.", null, [Folder], CheckAsync) { Standalone = true },
        new("norms release", "Fix the files that are not yet in released.txt: from then on they cannot change.", null, [Folder], ReleaseAsync) { Standalone = true },
        new("norms ask", "Answer questions to the norms, as JSON; see norms/schema/question.schema.json.",
            new("file", "One question as JSON, or one on each line; - reads standard input"), [Folder, OwnCodes], AskAsync) { Standalone = true, InstallationFor = OwnCodes.Name },
        new("norms adopt", "Record that a body adopted a code of conduct, from a file in the format of the library.",
            new("file", "The code as YAML; - reads standard input"),
            [new("body", "Id of the public body that adopted it"), new("dry-run", "Check the file and write nothing", IsFlag: true)], AdoptAsync),
    ];

    // Exit code: 0 adopted (or could be), 1 the code is wrong, 2 nothing could be read.
    private static async Task<int> AdoptAsync(CommandContext context)
    {
        var codes = context.Services.GetRequiredService<BodyCodes>();
        if (!Guid.TryParse(context.Options.GetValueOrDefault("body"), out var id)
            || await context.Services.GetRequiredService<OfficesMap>().Bodies.FirstOrDefaultAsync(b => b.Id == id, context.Cancellation) is not { } body)
        {
            await context.Error.WriteLineAsync("Name the public body with --body and its id, as in the address of its page.");
            return 2;
        }

        if (await TextAsync(context) is not { } text)
        {
            return 2;
        }

        var present = await codes.AllAsync(id, context.Cancellation);
        var found = codes.Check(body, present, text);
        foreach (var error in found.Errors)
        {
            await context.Error.WriteLineAsync($"{context.Argument}:{error.Line}: {error.Message}");
        }

        if (found.Code is not { } code)
        {
            return 1;
        }

        if (context.Options.ContainsKey("dry-run"))
        {
            await context.Out.WriteLineAsync($"{code.Id} from {code.From:yyyy-MM-dd}: {code.Norms.Count} norms. Nothing was written.");
            return 0;
        }

        try
        {
            var adopted = await codes.AdoptAsync(Guid.CreateVersion7(), body, present, found, Act.BySystem(CodeProcesses.Adopt, "import"), context.Cancellation);
            await context.Out.WriteLineAsync($"{code.Id} from {code.From:yyyy-MM-dd}: {code.Norms.Count} norms, adopted as {adopted.Id}.");
            return 0;
        }
        catch (ProblemException refused)
        {
            await context.Error.WriteLineAsync(refused.Problem.Detail);
            return 2;
        }
    }

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
        if (await TextAsync(context) is not { } text)
        {
            return 2;
        }

        if (context.Options.ContainsKey(OwnCodes.Name))
        {
            var (shelf, map) = (context.Services.GetRequiredService<NormShelf>(), context.Services.GetRequiredService<OfficesMap>());
            return await AnswerAsync(context, text, question => AskedNorms.OfAsync(question, shelf, map, context.Cancellation));
        }

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

        return await AnswerAsync(context, text, question => Task.FromResult((library, Nameless(question) ?? new QuestionReader(library).Read(question))));
    }

    // Without an installation nobody knows the body, and an answer by the national norms alone could be wrong.
    private static ReadQuestion? Nameless(string question) =>
        QuestionReader.BodyIdOf(question) is null ? null : new(null, false, [new("overheidsorganisatie.id", "organisatie.onbekend", Texts.AskOwnCodes)]);

    private static async Task<string?> TextAsync(CommandContext context)
    {
        var name = context.Argument!;
        try
        {
            return name == "-" ? await Console.In.ReadToEndAsync(context.Cancellation) : await File.ReadAllTextAsync(name, context.Cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await context.Error.WriteLineAsync($"{name} cannot be read: {unreadable.Message}");
            return null;
        }
    }

    private static async Task<int> AnswerAsync(CommandContext context, string text, Func<string, Task<(NormLibrary Library, ReadQuestion Read)>> readAsync)
    {
        var (answered, refused) = (0, 0);
        foreach (var (question, line) in QuestionText.Split(text))
        {
            var (library, read) = await readAsync(question);
            if (read.Question is { } asked)
            {
                answered++;
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(NormAnswer.Of(library, asked, read.All), NormAnswer.Json));
            }
            else
            {
                refused++;
                var lines = QuestionText.Lines(question);
                foreach (var error in read.Errors)
                {
                    await context.Error.WriteLineAsync($"{context.Argument}:{line + lines.Of(error.Field)}: {(error.Field.Length == 0 ? "" : error.Field + ": ")}{error.Message}");
                }
            }
        }

        return refused == 0 && answered > 0 ? 0 : answered == 0 ? 2 : 1;
    }

    private static string FolderOf(CommandContext context) => context.Options.GetValueOrDefault("folder") ?? LibraryLoader.Shipped;
}
