// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Onkreukbaar.Norms.Library;

/// <summary>A code that a body adopted, read and checked against the library.</summary>
public sealed class LocalCode
{
    internal LocalCode(NormFile file) => File = file;

    internal NormFile File { get; }

    /// <summary>Name of the code, the same in all its files.</summary>
    public string Id => File.Regulation.Id;

    /// <summary>The norms in it.</summary>
    public IReadOnlyList<Norm> Norms => File.Norms;

    /// <summary>Ids of earlier norms of the code that stop on its first day.</summary>
    public IReadOnlyList<string> Ends => [.. File.Ends.Select(e => e.Value)];

    /// <summary>First day.</summary>
    public DateOnly From => File.From;

    /// <summary>Who adopted it and when.</summary>
    public Adoption Adoption => File.Adoption!;

    /// <summary>Title of the code.</summary>
    public Bilingual Title => File.Regulation.Title;
}

/// <summary>
/// Reads codes that bodies adopt themselves. Their text comes from outside, so it is bounded before it is read: in size, depth and number of parts, without
/// references that could make it grow.
/// </summary>
public static class LocalCodes
{
    /// <summary>Most bytes (UTF-8) that a code may have: several times the model code.</summary>
    public const int MostBytes = 256 * 1024;

    private const int MostParts = 50_000;
    private const int Deepest = 24;

    // Comparing terms day by day takes its time; no code of conduct comes near it.
    private const int MostNorms = 200;
    private const int LongestTitle = 200;

    /// <summary>Reads a code and runs its worked examples.</summary>
    /// <param name="national">The norms that it fills or tightens.</param>
    /// <param name="bodyKind">Kind of the body that adopts it; null when any will do.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="yaml">Its text; the caller has bounded its size.</param>
    /// <param name="errors">All that is wrong, by line.</param>
    /// <returns>Null when something is wrong.</returns>
    public static LocalCode? Read(NormLibrary national, string? bodyKind, string name, string yaml, out IReadOnlyList<LibraryError> errors)
    {
        ArgumentNullException.ThrowIfNull(national);
        ArgumentNullException.ThrowIfNull(yaml);
        List<LibraryError> found = [];
        errors = found;
        if (!Bounded(name, yaml, found))
        {
            return null;
        }

        var file = new YamlFile(name, found);
        if (file.Parse(new StringReader(yaml)) is not { } root || new NormReader(national.Vocabulary).Read(file, root) is not { } read)
        {
            return null;
        }

        if (read.Norms.Count > MostNorms)
        {
            found.Add(new(name, 1, Texts.LocalTooMany));
            return null;
        }

        found.AddRange(LocalRules.Check(national, read, bodyKind));
        if (read.Regulation.Title.Nl.Length > LongestTitle || read.Regulation.Title.En.Length > LongestTitle || read.Adoption?.By.Length > LongestTitle)
        {
            found.Add(new(name, 1, string.Format(CultureInfo.CurrentCulture, Texts.LocalTooLong, LongestTitle)));
        }

        if (found.Count == 0)
        {
            found.AddRange(read.Norms.SelectMany(n => LibraryCheck.Check([n])));
        }

        found.Sort((a, b) => a.Line.CompareTo(b.Line));
        return found.Count == 0 ? new(read) : null;
    }

    // The reader of the whole document builds it in memory and goes down into it; this one only walks past its parts.
    private static bool Bounded(string name, string yaml, List<LibraryError> errors)
    {
        var parser = new Parser(new StringReader(yaml));
        var (depth, parts) = (0, 0);
        try
        {
            while (parser.MoveNext())
            {
                var here = parser.Current!;
                string? wrong = null;
                switch (here)
                {
                    case AnchorAlias:
                        wrong = Texts.LocalNoReferences;
                        break;
                    case NodeEvent { Anchor.IsEmpty: false }:
                        wrong = Texts.LocalNoReferences;
                        break;
                    case Scalar scalar when CleanText.FirstForbidden(scalar.Value) is var at and >= 0:
                        wrong = string.Format(CultureInfo.CurrentCulture, Texts.LocalCharacter, $"U+{(int)scalar.Value[at]:X4}");
                        break;
                }

                depth += here is MappingStart or SequenceStart ? 1 : here is MappingEnd or SequenceEnd ? -1 : 0;
                if (depth > Deepest || ++parts > MostParts)
                {
                    errors.Add(new(name, here.Start.Line, depth > Deepest ? Texts.LocalTooDeep : Texts.LocalTooMany));
                    return false;
                }

                if (wrong is not null)
                {
                    errors.Add(new(name, here.Start.Line, wrong));
                }
            }
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException or ArgumentException)
        {
            // Said again, with its line, by the reader of the document.
            return true;
        }

        return errors.Count == 0;
    }
}
