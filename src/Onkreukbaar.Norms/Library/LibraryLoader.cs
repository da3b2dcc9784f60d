// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Security.Cryptography;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>Loads a library from its folder.</summary>
public static class LibraryLoader
{
    /// <summary>File with the hashes of the files that can no longer change.</summary>
    internal const string ReleasedName = "released.txt";

    // Why rules differ; a library need not have it.
    private const string ComparisonsName = "comparisons.yaml";

    /// <summary>Folder that ships with the program.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "norms");

    /// <summary>
    /// Reads a library that may be used. One that was packed was checked when it was packed; of any other the worked examples are run first, which takes a
    /// second or two.
    /// </summary>
    /// <param name="folder">The library.</param>
    /// <exception cref="BrokenLibraryException">It cannot be used; each error names file, line and what to do.</exception>
    public static NormLibrary Load(string folder)
    {
        List<LibraryError> errors = [];
        var library = LibraryPack.TryRead(folder) ?? LibraryCheck.TryLoad(folder, errors);
        return library is null || errors.Count > 0 ? throw new BrokenLibraryException(errors) : library;
    }

    /// <summary>Checks a library and makes its pack, from which <see cref="Load"/> reads it quicker.</summary>
    /// <param name="folder">The library.</param>
    /// <returns>What <c>library.pack</c> in that folder must hold.</returns>
    /// <exception cref="BrokenLibraryException">The check found errors.</exception>
    public static byte[] Pack(string folder)
    {
        List<LibraryError> errors = [];
        var library = LibraryCheck.TryLoad(folder, errors);
        return library is null || errors.Count > 0 ? throw new BrokenLibraryException(errors) : LibraryPack.Pack(folder, ReadAll(folder, []), library);
    }

    /// <summary>Reads the files themselves and strings them together, without running the examples; null when nothing can be made of them.</summary>
    internal static NormLibrary? TryLoad(string folder, List<LibraryError> errors)
    {
        if (!Directory.Exists(folder))
        {
            errors.Add(new(folder, 1, Texts.NoLibrary));
            return null;
        }

        var library = Build(folder, ReadAll(folder, errors), errors);
        Released(folder, Names(folder), errors);
        return library;
    }

    /// <summary>The YAML files of a library, in order.</summary>
    internal static List<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static OrderedDictionary<string, YamlNode> ReadAll(string folder, List<LibraryError> errors)
    {
        OrderedDictionary<string, YamlNode> files = new(StringComparer.Ordinal);
        foreach (var name in Names(folder))
        {
            using var text = new StreamReader(Path.Combine(folder, name));
            if (new YamlFile(name, errors).Parse(text) is { } root)
            {
                files.Add(name, root);
            }
        }

        return files;
    }

    private static NormLibrary? Build(string folder, OrderedDictionary<string, YamlNode> roots, List<LibraryError> errors)
    {
        if (Words(folder, roots, errors) is not { } words)
        {
            return null;
        }

        var reader = new NormReader(words);
        List<NormFile> files = [];
        foreach (var (name, root) in roots.Where(r => HoldsNorms(r.Key)))
        {
            var file = new YamlFile(name, errors);
            if (reader.Read(file, root) is { } read)
            {
                var wanted = $"{name[..name.IndexOf('/')]}/{read.Regulation.Id}/{read.From:yyyy-MM-dd}.yaml";
                if (wanted != name)
                {
                    file.Complain(root, Texts.FileElsewhere, wanted);
                }

                files.Add(read);
            }
        }

        var norms = NormVersions.Of(files, errors);
        Compared(roots, norms, errors);
        return new(words, norms, files);
    }

    /// <summary>Adds the files that are not yet in <c>released.txt</c>, after which they cannot change.</summary>
    /// <returns>The files added.</returns>
    public static IReadOnlyList<string> Release(string folder)
    {
        var list = Path.Combine(folder, ReleasedName);
        var known = ReadReleased(list).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var added = Names(folder).Where(n => HoldsNorms(n) && !known.Contains(n)).ToList();
        File.AppendAllLines(list, added.Select(n => $"{Hash(folder, n)}  {n}"));
        return added;
    }

    private static NormVocabulary? Words(string folder, OrderedDictionary<string, YamlNode> roots, List<LibraryError> errors)
    {
        List<FactGroup> groups = [];
        List<(YamlFile File, YamlNode Node)> contradictions = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (name, root) in roots.Where(r => HoldsFacts(r.Key)))
        {
            var file = new YamlFile(name, errors);
            if (ReferenceFiles.Facts(file, root, seen, contradictions) is { } group)
            {
                if (groups.Any(g => g.Id == group.Id))
                {
                    file.Complain(root, Texts.DuplicateId, group.Id);
                }
                else
                {
                    groups.Add(group);
                }
            }
        }

        if (groups.Count > FactCatalogue.MostGroups)
        {
            errors.Add(new("facts", 1, string.Format(CultureInfo.CurrentCulture, Texts.TooManyGroups, groups.Count, FactCatalogue.MostGroups)));
            return null;
        }

        var catalogue = new FactCatalogue(groups);
        var conditions = new ConditionReader(catalogue);
        foreach (var (file, node) in contradictions)
        {
            if (Contradiction(file, node, conditions) is { } read)
            {
                catalogue.Contradictions.Add(read);
            }
        }

        foreach (var fact in catalogue.All.Where(f => f.NotBefore is { } other && !catalogue.TryFind(other, out _)))
        {
            var colon = fact.Origin.LastIndexOf(':');
            errors.Add(new(fact.Origin[..colon], long.Parse(fact.Origin.AsSpan(colon + 1), CultureInfo.InvariantCulture), string.Format(CultureInfo.CurrentCulture, Texts.UnknownFact, fact.NotBefore)));
        }

        return new(
            catalogue,
            Coded(folder, roots, "offices.yaml", errors, ReferenceFiles.Office),
            Coded(folder, roots, "authorities.yaml", errors, ReferenceFiles.Authority),
            roots.ContainsKey(ComparisonsName) ? Coded(folder, roots, ComparisonsName, errors, ReferenceFiles.Difference) : []);
    }

    /// <summary>Facts that cannot be true together, of a file of <c>facts/</c>; null when it cannot be read.</summary>
    internal static (Evaluation.Condition When, Bilingual Sentence)? Contradiction(YamlFile file, YamlNode node, ConditionReader conditions) =>
        file.Map(node, "when", "nl", "en") is { } map && conditions.Read(file, map["when"]) is { } when ? (when, new(map.Required("nl"), map.Required("en"))) : null;

    /// <summary>Whether a file holds facts.</summary>
    internal static bool HoldsFacts(string name) => name.StartsWith("facts/", StringComparison.Ordinal);

    // What is told of a rule that no norm has would never be seen.
    private static void Compared(OrderedDictionary<string, YamlNode> roots, IEnumerable<Norm> norms, List<LibraryError> errors)
    {
        if (roots.GetValueOrDefault(ComparisonsName) is not { } root)
        {
            return;
        }

        var file = new YamlFile(ComparisonsName, []);
        var known = norms.Select(n => n.Compare).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var node in file.Items(root))
        {
            if (file.Text(file.Map(node, "compare", "why")?["compare"]) is { } key && !known.Contains(key))
            {
                errors.Add(new(file.Name, node.Line, string.Format(CultureInfo.CurrentCulture, Texts.UnknownComparison, key)));
            }
        }
    }

    // A list of things with a code, each code once.
    private static OrderedDictionary<string, T> Coded<T>(
        string folder, OrderedDictionary<string, YamlNode> roots, string name, List<LibraryError> errors, Func<YamlFile, YamlNode, (string Code, T Item)?> read)
    {
        OrderedDictionary<string, T> unique = new(StringComparer.Ordinal);
        if (roots.TryGetValue(name, out var root))
        {
            var file = new YamlFile(name, errors);
            foreach (var node in file.Items(root))
            {
                if (read(file, node) is (var code, var item) && !unique.TryAdd(code, item))
                {
                    file.Complain(node, Texts.DuplicateId, code);
                }
            }
        }
        else if (!File.Exists(Path.Combine(folder, name)))
        {
            errors.Add(new(name, 1, Texts.FileGone));
        }

        return unique;
    }

    private static void Released(string folder, IReadOnlyList<string> names, List<LibraryError> errors)
    {
        foreach (var (hash, name) in ReadReleased(Path.Combine(folder, ReleasedName)))
        {
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(new(name, 1, Texts.ReleasedGone));
            }
            else if (Hash(folder, name) != hash)
            {
                errors.Add(new(name, 1, Texts.ReleasedChanged));
            }
        }
    }

    private static bool HoldsNorms(string name) =>
        name.Contains('/') && !HoldsFacts(name) && !name.StartsWith("schema/", StringComparison.Ordinal);

    private static IEnumerable<(string Hash, string Name)> ReadReleased(string list) =>
        File.Exists(list)
            ? File.ReadLines(list).Where(l => l.Length > 66 && l[0] != '#').Select(l => (l[..64], l[66..]))
            : [];

    private static string Hash(string folder, string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))));
}
