// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Onkreukbaar.Norms.Asking;

/// <summary>Questions as they stand in a text file, so that what is wrong can be told by its line.</summary>
public static class QuestionText
{
    /// <summary>
    /// The questions in a text: one that takes as many lines as it likes, or one on each line. A line that cannot be read does not stand in the way of the
    /// others; a text of which no line is a question is one question that cannot be read.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <returns>Each question with the line on which it begins, from 1.</returns>
    public static IReadOnlyList<(string Text, int Line)> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<(string Text, int Line)> lines = [];
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add((line.TrimEnd('\r'), number));
            }
        }

        // What is indented is a part of something.
        return IsJson(text) || !lines.Exists(l => !char.IsWhiteSpace(l.Text[0]) && IsJson(l.Text)) ? [(text, 1)] : lines;
    }

    /// <summary>Where the fields of a question stand.</summary>
    /// <param name="question">Its text; of one that is no JSON only the place where it goes wrong is known.</param>
    public static QuestionLines Lines(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var bytes = Encoding.UTF8.GetBytes(question);
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(bytes);
        // One for each object or list that is open: its path, and for a list the number of the next item.
        Stack<(string Path, int Next)> open = new();
        var (property, line, counted) = ("", 0, 0);
        try
        {
            while (reader.Read())
            {
                line += bytes.AsSpan(counted, (int)reader.TokenStartIndex - counted).Count((byte)'\n');
                counted = (int)reader.TokenStartIndex;
                if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    open.Pop();
                    continue;
                }

                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    var within = open.Peek().Path;
                    property = within.Length == 0 ? reader.GetString()! : within + "." + reader.GetString();
                    lines.TryAdd(property, line);
                    continue;
                }

                var path = property;
                if (open.TryPeek(out var list) && list.Next >= 0)
                {
                    path = string.Create(CultureInfo.InvariantCulture, $"{list.Path}[{list.Next}]");
                    lines.TryAdd(path, line);
                    open.Push(open.Pop() with { Next = list.Next + 1 });
                }
                else if (open.Count == 0)
                {
                    lines[""] = line;
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                }
            }
        }
        catch (JsonException broken)
        {
            lines[""] = (int)(broken.LineNumber ?? 0);
        }

        return new(lines);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var whole = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Where the fields of one question stand in its text.</summary>
public sealed class QuestionLines
{
    private readonly IReadOnlyDictionary<string, int> lines;

    internal QuestionLines(IReadOnlyDictionary<string, int> lines) => this.lines = lines;

    /// <summary>Line of a field, as errors name it; of one that is missing, the line of what it belongs in.</summary>
    /// <param name="field"><c>feiten.nevenfunctie.bezoldigd</c>, <c>ambtstermijnen[0].datumEinde</c>, the bare name of a fact, or nothing for the question itself.</param>
    /// <returns>Lines after the first of the question.</returns>
    public int Of(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.Contains('.', StringComparison.Ordinal) && lines.TryGetValue("feiten." + field, out var line))
        {
            return line;
        }

        while (!lines.TryGetValue(field, out line) && field.Length > 0)
        {
            field = field[..Math.Max(0, field.LastIndexOfAny(['.', '[']))];
        }

        return line;
    }
}
