// SPDX-License-Identifier: EUPL-1.2
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Onkreukbaar.Norms.Library;

/// <summary>A piece of a YAML file that knows its line. Only what norms are written in: no anchors, tags or several documents.</summary>
/// <param name="Line">Line in the file, from 1.</param>
internal abstract record YamlNode(long Line)
{
    /// <summary>The one document of a text.</summary>
    /// <exception cref="YamlException">It is no YAML, holds what norms do not use, or a key twice; the start of the exception is the place.</exception>
    public static YamlNode? Read(IParser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var root = ReadNode(parser);
        parser.Consume<DocumentEnd>();
        return parser.TryConsume<StreamEnd>(out _) ? root : null;
    }

    private static YamlNode ReadNode(IParser parser)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(scalar.Start.Line, scalar.Value);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            List<YamlNode> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(parser));
            }

            return new YamlList(sequence.Start.Line, items);
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            throw new YamlException(alias.Start, alias.End, Texts.YamlNoAliases);
        }

        var mapping = parser.Consume<MappingStart>();
        List<KeyValuePair<YamlScalar, YamlNode>> pairs = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (!keys.Add(key.Value))
            {
                throw new YamlException(key.Start, key.End, string.Format(System.Globalization.CultureInfo.CurrentCulture, Texts.YamlKeyTwice, key.Value));
            }

            pairs.Add(new(new(key.Start.Line, key.Value), ReadNode(parser)));
        }

        return new YamlMapping(mapping.Start.Line, pairs);
    }
}

/// <summary>A text or number.</summary>
internal sealed record YamlScalar(long Line, string Value) : YamlNode(Line);

/// <summary>A list.</summary>
internal sealed record YamlList(long Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

/// <summary>A piece of a packed file that is unpacked when somebody looks at it.</summary>
internal sealed record YamlDeferred(long Line, Lazy<YamlNode> Content) : YamlNode(Line);

/// <summary>A mapping; each key is there once.</summary>
internal sealed record YamlMapping(long Line, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Pairs) : YamlNode(Line);
