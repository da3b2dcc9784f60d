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

    // Worked examples are most of a library, and a running program seldom needs them.
    private const string DeferredKey = "examples";

    /// <summary>Packs the files.</summary>
    /// <param name="folder">The library.</param>
    /// <param name="files">Its files as read, by name.</param>
    public static byte[] Pack(string folder, IReadOnlyCollection<KeyValuePair<string, YamlNode>> files)
    {
        // Words come back all the time: each is written once.
        Dictionary<string, int> words = new(StringComparer.Ordinal);
        var nodes = new MemoryStream();
        using (var writer = new BinaryWriter(nodes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(files.Count);
            foreach (var (name, root) in files)
            {
                writer.Write(name);
                Write(writer, root, words);
            }
        }

        var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(words.Count);
            foreach (var word in words.Keys)
            {
                var text = Encoding.UTF8.GetBytes(word);
                writer.Write7BitEncodedInt(text.Length);
                writer.Write(text);
            }

            writer.Write(nodes.ToArray());
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

        using var reader = At(pack, Head);
        var words = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < words.Length; i++)
        {
            // Statute texts are long: taken from the bytes at once, where the reader would go by small pieces.
            var length = reader.Read7BitEncodedInt();
            var start = (int)reader.BaseStream.Position;
            words[i] = Encoding.UTF8.GetString(pack, start, length);
            reader.BaseStream.Position = start + length;
        }

        OrderedDictionary<string, YamlNode> files = new(StringComparer.Ordinal);
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            files.Add(reader.ReadString(), Read(reader, pack, words));
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

    private static void Write(BinaryWriter writer, YamlNode node, Dictionary<string, int> words)
    {
        switch (node)
        {
            case YamlScalar scalar:
                writer.Write(ScalarMark);
                writer.Write7BitEncodedInt64(scalar.Line);
                writer.Write7BitEncodedInt(Word(scalar.Value, words));
                break;
            case YamlList list:
                writer.Write(ListMark);
                writer.Write7BitEncodedInt64(list.Line);
                writer.Write7BitEncodedInt(list.Items.Count);
                foreach (var item in list.Items)
                {
                    Write(writer, item, words);
                }

                break;
            case YamlMapping mapping:
                writer.Write(MappingMark);
                writer.Write7BitEncodedInt64(mapping.Line);
                writer.Write7BitEncodedInt(mapping.Pairs.Count);
                foreach (var (key, value) in mapping.Pairs)
                {
                    writer.Write7BitEncodedInt64(key.Line);
                    writer.Write7BitEncodedInt(Word(key.Value, words));
                    if (key.Value == DeferredKey)
                    {
                        var apart = new MemoryStream();
                        Write(new BinaryWriter(apart), value, words);
                        writer.Write7BitEncodedInt((int)apart.Length);
                        writer.Write(apart.ToArray());
                    }
                    else
                    {
                        Write(writer, value, words);
                    }
                }

                break;
        }
    }

    private static int Word(string text, Dictionary<string, int> words)
    {
        if (!words.TryGetValue(text, out var index))
        {
            words.Add(text, index = words.Count);
        }

        return index;
    }

    private static YamlNode Read(BinaryReader reader, byte[] pack, string[] words)
    {
        var mark = reader.ReadByte();
        var line = reader.Read7BitEncodedInt64();
        switch (mark)
        {
            case ScalarMark:
                return new YamlScalar(line, words[reader.Read7BitEncodedInt()]);
            case ListMark:
                var items = new YamlNode[reader.Read7BitEncodedInt()];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Read(reader, pack, words);
                }

                return new YamlList(line, items);
            default:
                var pairs = new KeyValuePair<YamlScalar, YamlNode>[reader.Read7BitEncodedInt()];
                for (var i = 0; i < pairs.Length; i++)
                {
                    var key = new YamlScalar(reader.Read7BitEncodedInt64(), words[reader.Read7BitEncodedInt()]);
                    pairs[i] = new(key, key.Value == DeferredKey ? Defer(reader, pack, words, key.Line) : Read(reader, pack, words));
                }

                return new YamlMapping(line, pairs);
        }
    }

    private static YamlDeferred Defer(BinaryReader reader, byte[] pack, string[] words, long line)
    {
        var length = reader.Read7BitEncodedInt();
        var start = (int)reader.BaseStream.Position;
        reader.BaseStream.Position += length;
        return new(line, new(() =>
        {
            using var later = At(pack, start);
            return Read(later, pack, words);
        }));
    }

    private static BinaryReader At(byte[] pack, int start) => new(new MemoryStream(pack) { Position = start }, Encoding.UTF8);
}
