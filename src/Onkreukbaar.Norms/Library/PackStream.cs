// SPDX-License-Identifier: EUPL-1.2
using System.Text;

namespace Onkreukbaar.Norms.Library;

/// <summary>Marks of the nodes in a pack.</summary>
internal static class PackMark
{
    public const byte Scalar = 1;
    public const byte List = 2;
    public const byte Mapping = 3;

    /// <summary>Worked examples are most of a library, and a running program seldom needs them: they are read by themselves, when somebody looks at them.</summary>
    public const string DeferredKey = "examples";
}

/// <summary>Writes a pack: numbers, and words that come back all the time and are written once.</summary>
internal sealed class PackWriter
{
    private readonly Dictionary<string, int> words;
    private readonly List<byte> content = [];

    public PackWriter()
        : this(new(StringComparer.Ordinal)) { }

    private PackWriter(Dictionary<string, int> words) => this.words = words;

    /// <summary>A number from 0, seven bits to a byte, the lowest first.</summary>
    public void Number(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        for (var rest = (uint)number; ; rest >>= 7)
        {
            content.Add((byte)(rest < 0x80 ? rest : rest | 0x80));
            if (rest < 0x80)
            {
                return;
            }
        }
    }

    public void Word(string? word)
    {
        if (word is null)
        {
            Number(0);
            return;
        }

        if (!words.TryGetValue(word, out var index))
        {
            words.Add(word, index = words.Count);
        }

        Number(index + 1);
    }

    public void Words(IReadOnlyCollection<string> some)
    {
        Number(some.Count);
        foreach (var word in some)
        {
            Word(word);
        }
    }

    public void Both(Bilingual text)
    {
        Word(text.Nl);
        Word(text.En);
    }

    public void Day(DateOnly? day) => Number(day is { } known ? known.DayNumber + 1 : 0);

    /// <summary>A piece that is unpacked when somebody looks at it.</summary>
    public void Apart(YamlNode node)
    {
        var apart = new PackWriter(words);
        apart.Node(node);
        Number(apart.content.Count);
        content.AddRange(apart.content);
    }

    /// <summary>The words and what was written.</summary>
    public byte[] ToArray()
    {
        var whole = new PackWriter();
        whole.Number(words.Count);
        foreach (var word in words.Keys)
        {
            var text = Encoding.UTF8.GetBytes(word);
            whole.Number(text.Length);
            whole.content.AddRange(text);
        }

        whole.content.AddRange(content);
        return whole.content.ToArray();
    }

    private void Node(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                content.Add(PackMark.Scalar);
                Number((int)scalar.Line);
                Word(scalar.Value);
                break;
            case YamlList list:
                content.Add(PackMark.List);
                Number((int)list.Line);
                Number(list.Items.Count);
                foreach (var item in list.Items)
                {
                    Node(item);
                }

                break;
            case YamlMapping mapping:
                content.Add(PackMark.Mapping);
                Number((int)mapping.Line);
                Number(mapping.Pairs.Count);
                foreach (var (key, value) in mapping.Pairs)
                {
                    Number((int)key.Line);
                    Word(key.Value);
                    if (key.Value == PackMark.DeferredKey)
                    {
                        Apart(value);
                    }
                    else
                    {
                        Node(value);
                    }
                }

                break;
        }
    }
}

/// <summary>The words of a pack. Statute texts are long and few are looked at: each becomes a string when it is asked for.</summary>
internal sealed class PackedWords
{
    private readonly byte[] pack;
    private readonly int[] starts;
    private readonly string?[] made;

    /// <param name="pack">The whole pack.</param>
    /// <param name="start">Place of the words; afterwards the place after them.</param>
    public PackedWords(byte[] pack, ref int start)
    {
        this.pack = pack;
        var count = PackReader.Number(pack, ref start);
        starts = new int[count + 1];
        made = new string?[count];
        for (var i = 0; i < count; i++)
        {
            starts[i] = start;
            var length = PackReader.Number(pack, ref start);
            start += length;
        }

        starts[count] = start;
    }

    public byte[] Pack => pack;

    public string this[int index]
    {
        get
        {
            if (made[index] is { } known)
            {
                return known;
            }

            var start = starts[index];
            var length = PackReader.Number(pack, ref start);
            return made[index] = Encoding.UTF8.GetString(pack, start, length);
        }
    }
}

/// <summary>A word that nobody may ever look at.</summary>
internal sealed class PackedWord(PackedWords words, int index)
{
    public string Value => words[index];
}

/// <summary>A piece of a YAML file that is unpacked when somebody looks at it.</summary>
internal sealed class PackedNode(PackedWords words, int start)
{
    public YamlNode Read() => new PackReader(words, start).Node();
}

/// <summary>Reads a pack that was found to be whole.</summary>
internal sealed class PackReader
{
    private readonly PackedWords words;
    private readonly byte[] pack;
    private int place;

    /// <summary>From the start of the content: the words come first.</summary>
    public PackReader(byte[] pack, int start)
    {
        this.pack = pack;
        place = start;
        words = new(pack, ref place);
    }

    /// <summary>From some place in it.</summary>
    public PackReader(PackedWords words, int start) => (this.words, pack, place) = (words, words.Pack, start);

    public static int Number(byte[] pack, ref int place)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = pack[place++];
            number |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }

    public int Number() => Number(pack, ref place);

    public string Word() => words[Number() - 1];

    public string? WordOrNone() => Number() is > 0 and var index ? words[index - 1] : null;

    public PackedWord? LaterWord() => Number() is > 0 and var index ? new(words, index - 1) : null;

    public string[] Words()
    {
        var some = new string[Number()];
        for (var i = 0; i < some.Length; i++)
        {
            some[i] = Word();
        }

        return some;
    }

    public Bilingual Both()
    {
        var dutch = Word();
        return new(dutch, Word());
    }

    public DateOnly? Day() => Number() is > 0 and var day ? DateOnly.FromDayNumber(day - 1) : null;

    /// <summary>Goes past a piece that is unpacked when somebody looks at it.</summary>
    public PackedNode Apart()
    {
        var length = Number();
        var node = new PackedNode(words, place);
        place += length;
        return node;
    }

    public YamlNode Node()
    {
        var mark = pack[place++];
        var line = Number();
        switch (mark)
        {
            case PackMark.Scalar:
                return new YamlScalar(line, Word());
            case PackMark.List:
                var items = new YamlNode[Number()];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Node();
                }

                return new YamlList(line, items);
            default:
                var pairs = new KeyValuePair<YamlScalar, YamlNode>[Number()];
                for (var i = 0; i < pairs.Length; i++)
                {
                    var key = new YamlScalar(Number(), Word());
                    pairs[i] = new(key, key.Value == PackMark.DeferredKey ? Later(key.Line) : Node());
                }

                return new YamlMapping(line, pairs);
        }
    }

    private YamlDeferred Later(long line)
    {
        var apart = Apart();
        return new(line, new(apart.Read));
    }
}
