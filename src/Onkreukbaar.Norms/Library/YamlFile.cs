// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using YamlDotNet.Core;

namespace Onkreukbaar.Norms.Library;

/// <summary>A YAML file that is being read: keeps what is wrong with it, by line.</summary>
/// <param name="name">Relative to the library.</param>
/// <param name="errors">Takes the complaints.</param>
/// <param name="passed">Whether the file passed the check before.</param>
internal sealed class YamlFile(string name, List<LibraryError> errors, bool passed = false)
{
    public string Name => name;

    /// <summary>Whether the file passed the check before: nothing in it needs to be looked for any more.</summary>
    public bool Checked => passed;

    /// <summary>The file's one document; null when it cannot be read at all.</summary>
    public YamlNode? Parse(TextReader text)
    {
        var parser = new Parser(text);
        try
        {
            if (YamlNode.Read(parser) is { } root)
            {
                return root;
            }

            errors.Add(new(name, 1, Texts.YamlOneDocument));
        }
        catch (Exception broken) when (broken is YamlException or InvalidOperationException or ArgumentException)
        {
            // The library throws more than its own exception; the parser still knows how far it came.
            var line = broken is YamlException { Start.Line: var at } ? at : parser.Current?.End.Line ?? 1;
            errors.Add(new(name, line, string.Format(CultureInfo.CurrentCulture, Texts.YamlUnreadable, broken.InnerException?.Message ?? broken.Message)));
        }

        return null;
    }

    public void Complain(YamlNode at, string format, params ReadOnlySpan<object?> parts) =>
        errors.Add(new(name, at.Line, string.Format(CultureInfo.CurrentCulture, format, parts)));

    public string Origin(YamlNode at) => string.Create(CultureInfo.InvariantCulture, $"{name}:{at.Line}");

    /// <summary>A mapping with these keys only; a key that is none of them is a typing error.</summary>
    public YamlMap? Map(YamlNode? node, params IReadOnlyList<string> keys)
    {
        if (node is not YamlMapping mapping)
        {
            if (node is not null)
            {
                Complain(node, Texts.YamlMapWanted);
            }

            return null;
        }

        if (passed)
        {
            return new(this, mapping);
        }

        foreach (var (key, _) in mapping.Pairs)
        {
            var text = key.Value;
            if (!keys.Contains(text, StringComparer.Ordinal))
            {
                var near = keys.MinBy(k => Distance(k, text))!;
                Complain(key, Distance(near, text) <= 2 ? Texts.YamlUnknownKeyNear : Texts.YamlUnknownKey, text, near, string.Join(", ", keys));
            }
        }

        return new(this, mapping);
    }

    public string? Text(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalar { Value.Length: > 0 } scalar:
                return scalar.Value;
            default:
                Complain(node, Texts.YamlTextWanted);
                return null;
        }
    }

    public IEnumerable<YamlNode> Items(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return [];
            case YamlList list:
                return list.Items;
            case YamlDeferred later:
                return Items(later.Content.Value);
            default:
                Complain(node, Texts.YamlListWanted);
                return [];
        }
    }

    public IReadOnlyList<string> TextList(YamlNode? node) => [.. Items(node).Select(Text).OfType<string>()];

    public DateOnly? Date(YamlNode? node)
    {
        if (Text(node) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Complain(node!, Texts.YamlDateWanted, text);
        return null;
    }

    public bool Flag(YamlNode? node)
    {
        var text = Text(node);
        if (text is null or "true" or "false")
        {
            return text == "true";
        }

        Complain(node!, Texts.YamlFlagWanted, text);
        return false;
    }

    public decimal? Decimal(YamlNode? node)
    {
        if (Text(node) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Complain(node!, Texts.YamlNumberWanted, text);
        return null;
    }

    /// <summary>Edits between two words (Levenshtein), to name the key that was probably meant.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}

/// <summary>A mapping of a YAML file.</summary>
internal sealed class YamlMap
{
    private readonly YamlFile file;
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);

    public YamlMap(YamlFile file, YamlMapping node)
    {
        (this.file, Node) = (file, node);
        foreach (var (key, value) in node.Pairs)
        {
            values[key.Value] = value;
        }
    }

    public YamlMapping Node { get; }

    /// <summary>The value of a key; null when it is not there.</summary>
    public YamlNode? this[string key] => values.GetValueOrDefault(key);

    public bool Has(string key) => this[key] is not null;

    /// <summary>A text that must be there.</summary>
    public string Required(string key)
    {
        if (this[key] is { } value)
        {
            return file.Text(value) ?? "";
        }

        file.Complain(Node, Texts.YamlMissing, key);
        return "";
    }

    public string? Text(string key) => file.Text(this[key]);

    public DateOnly? Date(string key) => file.Date(this[key]);

    public bool Flag(string key) => file.Flag(this[key]);

    /// <summary>A text in both languages, which both must be there.</summary>
    public Bilingual Bilingual(string key)
    {
        if (this[key] is { } value)
        {
            return file.Map(value, "nl", "en") is { } map ? new(map.Required("nl"), map.Required("en")) : new("", "");
        }

        file.Complain(Node, Texts.YamlMissing, key);
        return new("", "");
    }

    /// <summary>A code from a list of names; complains of any other.</summary>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        var text = Required(key);
        if (names.TryGetValue(text, out var value) || text.Length == 0)
        {
            return value;
        }

        file.Complain(this[key]!, Texts.YamlChoice, key, text, string.Join(", ", names.Keys));
        return default;
    }
}
