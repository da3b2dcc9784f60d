// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Onkreukbaar.TestKit;

/// <summary>
/// What some tests need and not every machine has. Where it is missing they are skipped, unless the run may not do without it:
/// <c>ONKREUKBAAR_TEST_NEEDS</c> names what must be there (with commas between), and then a test that misses it fails.
/// </summary>
public static class Needs
{
    /// <summary>Files of <c>shared</c>, beside or above the repository: lists as they were published, rules of linters.</summary>
    public const string Shared = "shared";

    /// <summary>The package manager of Node, for what is in <c>tests/tools</c>.</summary>
    public const string Npm = "npm";

    /// <summary>The program that makes PDFs.</summary>
    public const string WeasyPrint = "weasyprint";

    /// <summary>Leave to mount a small file system that fills up, and for PostgreSQL the programs of a server to put on it.</summary>
    public const string Disk = "disk";

    /// <summary>The compiler that makes machine code ahead, from the package feed.</summary>
    public const string Compiler = "compiler";

    /// <summary>The variable that names what must be there.</summary>
    public const string Variable = "ONKREUKBAAR_TEST_NEEDS";

    private static readonly string[] Known = [Shared, Npm, WeasyPrint, Disk, Compiler];

    /// <summary>Goes on when it is there; otherwise skips the test, or fails it where it may not be missing.</summary>
    /// <param name="isHere">Whether it is there.</param>
    /// <param name="need">One of the constants of this class.</param>
    /// <param name="missing">What is missing and, where it helps, how to get it.</param>
    public static void Have([DoesNotReturnIf(false)] bool isHere, string need, string missing)
    {
        if (isHere)
        {
            return;
        }

        if (Demanded(Environment.GetEnvironmentVariable(Variable)).Contains(need))
        {
            Assert.Fail($"{missing}. In this run it must be there: {Variable} names {need}.");
        }

        Assert.Skip(missing);
    }

    /// <summary>What a value of the variable asks for.</summary>
    /// <exception cref="ArgumentException">It names something that no test knows, so that it would demand nothing.</exception>
    public static IReadOnlySet<string> Demanded(string? setting)
    {
        var named = (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        return named.FirstOrDefault(n => !Known.Contains(n, StringComparer.Ordinal)) is { } unknown
            ? throw new ArgumentException($"{Variable}: '{unknown}' is not one of {string.Join(", ", Known)}.", nameof(setting))
            : named;
    }
}

/// <summary>Files that are not part of the repository, because they hold real persons or are somebody else's.</summary>
public static class SharedFiles
{
    /// <summary>
    /// A file or folder below the folder that <c>ONKREUKBAAR_SHARED</c> names, else below a folder <c>shared</c> beside any folder above the tests. Where it is not there
    /// the test is skipped, or fails (<see cref="Needs.Shared"/>).
    /// </summary>
    public static string Find(params IReadOnlyList<string> path)
    {
        var places = new List<string>();
        if (Environment.GetEnvironmentVariable("ONKREUKBAAR_SHARED") is { Length: > 0 } named)
        {
            places.Add(named);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            places.Add(Path.Combine(folder.FullName, "shared"));
        }

        var found = places.Select(place => Path.Combine([place, .. path])).FirstOrDefault(Path.Exists);
        Needs.Have(found is not null, Needs.Shared, $"shared/{string.Join('/', path)} is not here; name the folder that holds it in ONKREUKBAAR_SHARED");
        return found;
    }
}
