// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>
/// A library that passed the check, packed when the program is built: its facts, offices and norms as they were strung together, without the YAML. A new
/// process reads it in a fraction of the time. It counts only for exactly these files and this build of the program; otherwise the files themselves are
/// read and checked.
/// </summary>
/// <remarks>
/// Most of the time of a new process is the compiling of code that runs once, so reading it is plain loops over one array, and whatever can wait waits:
/// of a norm only what finds it is read at once, words become strings when they are looked at.
/// </remarks>
internal static class LibraryPack
{
    /// <summary>Name of the file, in the folder of the library.</summary>
    public const string FileName = "library.pack";

    private const int Head = 2 * SHA256.HashSizeInBytes;

    /// <summary>Packs a library.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="files">Its files as read, by name.</param>
    /// <param name="library">The library that was made of them, without an error.</param>
    public static byte[] Pack(string folder, IReadOnlyDictionary<string, YamlNode> files, NormLibrary library)
    {
        var content = new PackWriter();
        Write(content, library.Vocabulary, files);
        Write(content, library, files);
        var bytes = content.ToArray();
        return [.. Seal(folder), .. SHA256.HashData(bytes), .. bytes];
    }

    /// <summary>A library from its pack; null when there is no pack for these files and this program.</summary>
    /// <param name="folder">The library.</param>
    public static NormLibrary? TryRead(string folder)
    {
        byte[] pack;
        try
        {
            pack = File.ReadAllBytes(Path.Combine(folder, FileName));
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (pack.Length < Head || !Seal(folder).AsSpan().SequenceEqual(pack.AsSpan(0, SHA256.HashSizeInBytes))
            || !SHA256.HashData(pack.AsSpan(Head)).AsSpan().SequenceEqual(pack.AsSpan(SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)))
        {
            return null;
        }

        var reader = new PackReader(pack, Head);
        var words = ReadVocabulary(reader);
        return ReadNorms(reader, words);
    }

    // What the pack was made of: every file of the library, and the code that read and checked it.
    private static byte[] Seal(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(LibraryPack).Module.ModuleVersionId.ToByteArray());
        foreach (var name in LibraryLoader.Names(folder).Append(LibraryLoader.ReleasedName))
        {
            var path = Path.Combine(folder, name);
            var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    private static void Write(PackWriter writer, NormVocabulary words, IReadOnlyDictionary<string, YamlNode> files)
    {
        writer.Number(words.Facts.Groups.Count);
        foreach (var group in words.Facts.Groups)
        {
            writer.Word(group.Id);
            writer.Both(group.Title);
            writer.Number(group.Facts.Count);
            foreach (var fact in group.Facts)
            {
                writer.Word(fact.Id);
                writer.Number((int)fact.Type);
                writer.Both(fact.Label);
                writer.Word(fact.NotBefore);
                writer.Word(fact.Origin);
                writer.Number(fact.Codes.Count);
                foreach (var (code, label) in fact.Codes)
                {
                    writer.Word(code);
                    writer.Both(label);
                }
            }
        }

        var contradictions = files.Where(f => LibraryLoader.HoldsFacts(f.Key) && f.Value is YamlMapping)
            .SelectMany(f => ((YamlMapping)f.Value).Pairs.Where(p => p.Key.Value == "contradictions").SelectMany(p => ((YamlList)p.Value).Items.Select(i => (f.Key, Node: i)))).ToList();
        writer.Number(contradictions.Count);
        foreach (var (file, node) in contradictions)
        {
            writer.Word(file);
            writer.Apart(node);
        }

        writer.Number(words.Offices.Count);
        foreach (var office in words.Offices.Values)
        {
            writer.Word(office.Code);
            writer.Both(office.Label);
            writer.Words(office.Bodies);
        }

        writer.Number(words.Authorities.Count);
        foreach (var authority in words.Authorities.Values)
        {
            writer.Word(authority.Code);
            writer.Both(authority.Label);
        }

        writer.Number(words.Differences.Count);
        foreach (var difference in words.Differences.Values)
        {
            writer.Word(difference.Compare);
            writer.Both(difference.Reason);
            writer.Word(difference.Source);
            writer.Word(difference.Url);
        }
    }

    private static NormVocabulary ReadVocabulary(PackReader reader)
    {
        var groups = new FactGroup[reader.Number()];
        for (var g = 0; g < groups.Length; g++)
        {
            var (id, title) = (reader.Word(), reader.Both());
            var facts = new FactDefinition[reader.Number()];
            for (var f = 0; f < facts.Length; f++)
            {
                facts[f] = ReadFact(reader);
            }

            groups[g] = new(id, title, facts);
        }

        var contradictions = new (string File, PackedNode Node)[reader.Number()];
        for (var i = 0; i < contradictions.Length; i++)
        {
            contradictions[i] = (reader.Word(), reader.Apart());
        }

        var catalogue = new FactCatalogue(groups, facts => Contradictions(facts, contradictions));
        OrderedDictionary<string, NormOffice> offices = new(StringComparer.Ordinal);
        for (var left = reader.Number(); left > 0; left--)
        {
            var code = reader.Word();
            offices.Add(code, new(code, reader.Both(), reader.Words()));
        }

        OrderedDictionary<string, Authority> authorities = new(StringComparer.Ordinal);
        for (var left = reader.Number(); left > 0; left--)
        {
            var code = reader.Word();
            authorities.Add(code, new(code, reader.Both()));
        }

        OrderedDictionary<string, DifferenceReason> differences = new(StringComparer.Ordinal);
        for (var left = reader.Number(); left > 0; left--)
        {
            var key = reader.Word();
            differences.Add(key, new(key, reader.Both(), reader.Word(), reader.WordOrNone()));
        }

        return new(catalogue, offices, authorities, differences);
    }

    private static FactDefinition ReadFact(PackReader reader)
    {
        var (id, type, label, notBefore, origin) = (reader.Word(), (FactType)reader.Number(), reader.Both(), reader.WordOrNone(), reader.Word());
        var codes = new KeyValuePair<string, Bilingual>[reader.Number()];
        for (var c = 0; c < codes.Length; c++)
        {
            codes[c] = new(reader.Word(), reader.Both());
        }

        return new(id, type, label, codes, origin) { NotBefore = notBefore };
    }

    private static List<(Evaluation.Condition When, Bilingual Sentence)> Contradictions(FactCatalogue facts, (string File, PackedNode Node)[] packed)
    {
        var reader = new ConditionReader(facts);
        return [.. packed.Select(p => LibraryLoader.Contradiction(new(p.File, [], passed: true), p.Node.Read(), reader)).OfType<(Evaluation.Condition, Bilingual)>()];
    }

    private static void Write(PackWriter writer, NormLibrary library, IReadOnlyDictionary<string, YamlNode> files)
    {
        writer.Number(library.Files.Count);
        foreach (var file in library.Files)
        {
            writer.Word(file.Name);
            writer.Word(file.Regulation.Id);
            writer.Both(file.Regulation.Title);
            writer.Word(file.Regulation.Abbreviation);
            writer.Word(file.Regulation.Bwb);
            writer.Word(file.Regulation.Url);
            writer.Day(file.From);
        }

        // A norm as it stands in a file, and its later versions in which only the article is worded anew.
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        writer.Number(library.Norms.Count);
        for (var i = 0; i < library.Norms.Count; i++)
        {
            var norm = library.Norms[i];
            var isFirst = first.TryAdd(norm.Origin, i);
            writer.Number(isFirst ? 0 : i - first[norm.Origin]);
            writer.Day(norm.Validity.From);
            writer.Day(norm.Validity.Until);
            writer.Word(norm.Text);
            if (!isFirst)
            {
                continue;
            }

            var colon = norm.Origin.LastIndexOf(':');
            var (name, line) = (norm.Origin[..colon], long.Parse(norm.Origin.AsSpan(colon + 1), CultureInfo.InvariantCulture));
            writer.Number(library.Files.TakeWhile(f => f.Name != name).Count());
            writer.Number((int)line);
            writer.Word(norm.Id);
            writer.Word(norm.Article);
            writer.Words(norm.Offices);
            writer.Words(norm.Bodies);
            writer.Word(norm.Fills);
            writer.Apart(((YamlList)((YamlMapping)files[name]).Pairs.Single(p => p.Key.Value == "norms").Value).Items.Single(n => n.Line == line));
        }
    }

    private static NormLibrary ReadNorms(PackReader reader, NormVocabulary words)
    {
        var norms = new NormReader(words);
        var files = new NormFile[reader.Number()];
        for (var i = 0; i < files.Length; i++)
        {
            var name = reader.Word();
            var act = new Regulation(reader.Word(), reader.Both(), reader.WordOrNone(), reader.WordOrNone(), reader.WordOrNone());
            files[i] = NormFile.Packed(name, act, reader.Day() ?? default);
        }

        var all = new Norm[reader.Number()];
        for (var i = 0; i < all.Length; i++)
        {
            var back = reader.Number();
            Period validity = new(reader.Day(), reader.Day());
            var text = reader.LaterWord();
            all[i] = back > 0 ? all[i - back].During(validity) : ReadNorm(reader, norms, files, validity);
            all[i].SetText(text);
        }

        return new(words, all, files);
    }

    private static Norm ReadNorm(PackReader reader, NormReader norms, NormFile[] files, Period validity)
    {
        var (file, line) = (files[reader.Number()], reader.Number());
        return norms.Packed(file, line, validity, reader.Word(), reader.WordOrNone(), reader.Words(), reader.Words(), reader.WordOrNone(), reader.Apart());
    }
}
