// SPDX-License-Identifier: EUPL-1.2
using Shouldly;

namespace Onkreukbaar.TestKit;

/// <summary>
/// Compares a text with a reviewed file in <c>tests/Onkreukbaar.Tests/Snapshots</c>. A difference fails the test and leaves a
/// <c>.received.txt</c> beside it: when the difference is meant, rename that to <c>.verified.txt</c> and let a reviewer see it.
/// </summary>
public static class Snapshot
{
    public static string Folder { get; } = Path.Combine(Root(), "tests", "Onkreukbaar.Tests", "Snapshots");

    /// <summary>Fails when the text is not the approved one.</summary>
    /// <param name="name">Name of the file without extension.</param>
    /// <param name="text">What the code says now.</param>
    public static void Match(string name, string text)
    {
        var difference = Difference(Folder, name, text, keep: Environment.GetEnvironmentVariable("CI") is null);
        if (difference is not null)
        {
            throw new ShouldAssertException(difference);
        }
    }

    /// <summary>Null when the text is the approved one, else what differs.</summary>
    public static string? Difference(string folder, string name, string text, bool keep)
    {
        var verified = Path.Combine(folder, name + ".verified.txt");
        var received = Path.Combine(folder, name + ".received.txt");
        var now = Lines(text);
        var approved = File.Exists(verified) ? Lines(File.ReadAllText(verified)) : [];
        if (File.Exists(verified) && now.SequenceEqual(approved, StringComparer.Ordinal))
        {
            File.Delete(received);
            return null;
        }

        if (keep)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(received, string.Join('\n', now) + "\n");
        }

        var gone = approved.Except(now, StringComparer.Ordinal).Select(line => "- " + line);
        var come = now.Except(approved, StringComparer.Ordinal).Select(line => "+ " + line);
        return $"{name} is not as approved:\n{string.Join('\n', gone.Concat(come))}\nIf this is meant: move {name}.received.txt to {name}.verified.txt.";
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Onkreukbaar.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Tests run inside the repository.");
    }
}
