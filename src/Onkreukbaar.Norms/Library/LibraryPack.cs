// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using System.Text;

namespace Onkreukbaar.Norms.Library;

/// <summary>
/// A library that passed the check, packed when the program is built: its files as they were read, without the YAML. A new process reads it in a
/// fraction of the time. It counts only for exactly these files and this build of the program; otherwise the files themselves are read and checked.
/// </summary>
internal static class LibraryPack
{
    /// <summary>Name of the file, in the folder of the library.</summary>
    public const string FileName = "library.pack";

    private const byte ScalarMark = 1;
    private const byte ListMark = 2;
    private const byte MappingMark = 3;

    /// <summary>Packs the files.</summary>
    /// <param name="folder">The library.</param>
    /// <param name="files">Its files as read, by name.</param>
    public static byte[] Pack(string folder, IEnumerable<KeyValuePair<string, YamlNode>> files)
    {
        var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            Dictionary<string, int> known = new(StringComparer.Ordinal);
            foreach (var (name, root) in files)
            {
                writer.Write(true);
                writer.Write(name);
                Write(writer, root, known);
            }

            writer.Write(false);
        }

        var bytes = content.ToArray();
        return [.. Seal(folder), .. SHA256.HashData(bytes), .. bytes];
    }

    /// <summary>The files of a library from its pack; null when there is no pack for these files and this program.</summary>
    /// <param name="folder">The library.</param>
    public static OrderedDictionary<string, YamlNode>? TryRead(string folder)
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

        const int Head = 2 * SHA256.HashSizeInBytes;
        if (pack.Length < Head || !Seal(folder).AsSpan().SequenceEqual(pack.AsSpan(0, SHA256.HashSizeInBytes))
            || !SHA256.HashData(pack.AsSpan(Head)).AsSpan().SequenceEqual(pack.AsSpan(SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(pack, Head, pack.Length - Head), Encoding.UTF8);
        OrderedDictionary<string, YamlNode> files = new(StringComparer.Ordinal);
        List<string> known = [];
        while (reader.ReadBoolean())
        {
            files.Add(reader.ReadString(), Read(reader, known));
        }

        return files;
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

    private static void Write(BinaryWriter writer, YamlNode node, Dictionary<string, int> known)
    {
        switch (node)
        {
            case YamlScalar scalar:
                writer.Write(ScalarMark);
                writer.Write7BitEncodedInt64(scalar.Line);
                Write(writer, scalar.Value, known);
                break;
            case YamlList list:
                writer.Write(ListMark);
                writer.Write7BitEncodedInt64(list.Line);
                writer.Write7BitEncodedInt(list.Items.Count);
                foreach (var item in list.Items)
                {
                    Write(writer, item, known);
                }

                break;
            case YamlMapping mapping:
                writer.Write(MappingMark);
                writer.Write7BitEncodedInt64(mapping.Line);
                writer.Write7BitEncodedInt(mapping.Pairs.Count);
                foreach (var (key, value) in mapping.Pairs)
                {
                    writer.Write7BitEncodedInt64(key.Line);
                    Write(writer, key.Value, known);
                    Write(writer, value, known);
                }

                break;
        }
    }

    // Words come back all the time: each is written once.
    private static void Write(BinaryWriter writer, string text, Dictionary<string, int> known)
    {
        if (known.TryGetValue(text, out var index))
        {
            writer.Write7BitEncodedInt(index);
            return;
        }

        writer.Write7BitEncodedInt(known.Count);
        writer.Write(text);
        known.Add(text, known.Count);
    }

    private static YamlNode Read(BinaryReader reader, List<string> known)
    {
        var mark = reader.ReadByte();
        var line = reader.Read7BitEncodedInt64();
        switch (mark)
        {
            case ScalarMark:
                return new YamlScalar(line, ReadText(reader, known));
            case ListMark:
                var items = new YamlNode[reader.Read7BitEncodedInt()];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Read(reader, known);
                }

                return new YamlList(line, items);
            default:
                var pairs = new KeyValuePair<YamlScalar, YamlNode>[reader.Read7BitEncodedInt()];
                for (var i = 0; i < pairs.Length; i++)
                {
                    pairs[i] = new(new(reader.Read7BitEncodedInt64(), ReadText(reader, known)), Read(reader, known));
                }

                return new YamlMapping(line, pairs);
        }
    }

    private static string ReadText(BinaryReader reader, List<string> known)
    {
        var index = reader.Read7BitEncodedInt();
        if (index == known.Count)
        {
            known.Add(reader.ReadString());
        }

        return known[index];
    }
}
