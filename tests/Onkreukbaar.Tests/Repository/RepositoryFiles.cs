// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Text;

namespace Onkreukbaar.Tests.Repository;

/// <summary>The files of this repository as git knows them: tracked, or new and not ignored.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] BinaryExtensions = [".png", ".jpg", ".ico", ".woff2", ".xlsx", ".zip", ".pdf"];

    private static readonly Lazy<IReadOnlyList<RepositoryFile>> AllTexts = new(ReadTexts);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every text file, path relative to the root with forward slashes.</summary>
    public static IReadOnlyList<RepositoryFile> Texts => AllTexts.Value;

    private static List<RepositoryFile> ReadTexts() =>
        [
            .. List()
                .Where(path => !BinaryExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                // A file that is deleted but not yet staged is still listed.
                .Where(path => File.Exists(Path.Combine(Root, path)))
                .Select(path => new RepositoryFile(path, File.ReadAllText(Path.Combine(Root, path)))),
        ];

    private static string[] List()
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // A checkout made by another user than the one who tests is still this repository.
        foreach (var argument in new[] { "-c", $"safe.directory={Root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard" })
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}.");
        }

        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Onkreukbaar.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Onkreukbaar.slnx is not above the test executable.");
    }
}

internal sealed record RepositoryFile(string Path, string Text);
