// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Kernel.Import;

/// <summary>A field that an import can fill.</summary>
/// <param name="Name">Name on the wire, used in <c>--map field=column</c>.</param>
/// <param name="Required">The import cannot be done without this column.</param>
/// <param name="Headings">Headings under which lists have it, most certain first; case, accents and signs do not matter.</param>
public sealed record ImportField(string Name, bool Required, params IReadOnlyList<string> Headings);

/// <summary>Which column fills which field.</summary>
public sealed class ColumnMapping
{
    private readonly Dictionary<string, int> columns;

    private ColumnMapping(Dictionary<string, int> columns) => this.columns = columns;

    /// <summary>Column number of a field; -1 when no column fills it.</summary>
    public int this[string field] => columns.GetValueOrDefault(field, -1);

    /// <summary>The fields that have a column.</summary>
    public IReadOnlyDictionary<string, int> All => columns;

    /// <summary>Chooses columns: first as asked, then by heading.</summary>
    /// <param name="found">Headings in the file.</param>
    /// <param name="fields">What the import can fill.</param>
    /// <param name="asked">Field to heading, as the user gave them; an empty heading leaves the field out.</param>
    /// <exception cref="ImportStoppedException">A required column is missing, or what was asked is not there; the message names what was found.</exception>
    public static ColumnMapping Choose(IReadOnlyList<string> found, IReadOnlyList<ImportField> fields, IReadOnlyDictionary<string, string>? asked = null)
    {
        var mapping = Guess(found, fields, asked);
        var missing = fields.Where(f => f.Required && mapping[f.Name] < 0).ToList();
        return missing.Count == 0
            ? mapping
            : throw TableReader.Stop(Texts.ImportColumnMissing, string.Join(", ", missing.Select(f => $"{f.Name} ({string.Join(" / ", f.Headings.Take(3))})")), List(found));
    }

    /// <summary>As <see cref="Choose"/>, but lets required fields be missing, for a screen on which the user completes it.</summary>
    public static ColumnMapping Guess(IReadOnlyList<string> found, IReadOnlyList<ImportField> fields, IReadOnlyDictionary<string, string>? asked = null)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(fields);
        var headings = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = found.Count - 1; i >= 0; i--)
        {
            headings[Key(found[i])] = i;
        }

        var chosen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (field, heading) in asked ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!fields.Any(f => f.Name == field))
            {
                throw TableReader.Stop(Texts.ImportFieldUnknown, field, string.Join(", ", fields.Select(f => f.Name)));
            }

            chosen[field] = heading.Length == 0 ? -1
                : headings.TryGetValue(Key(heading), out var at) ? at
                : throw TableReader.Stop(Texts.ImportColumnUnknown, heading, field, List(found));
        }

        foreach (var field in fields.Where(f => !chosen.ContainsKey(f.Name)))
        {
            foreach (var heading in field.Headings.Prepend(field.Name))
            {
                if (headings.TryGetValue(Key(heading), out var at) && !chosen.ContainsValue(at))
                {
                    chosen[field.Name] = at;
                    break;
                }
            }
        }

        return new(chosen.Where(c => c.Value >= 0).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Reads <c>field=column;field=column</c>, as on the command line.</summary>
    /// <exception cref="ImportStoppedException">It is not of that form.</exception>
    public static IReadOnlyDictionary<string, string> Asked(string? option)
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (option ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw TableReader.Stop(Texts.ImportMapUnreadable, pair);
            }

            asked[pair[..equals].Trim()] = pair[(equals + 1)..].Trim();
        }

        return asked;
    }

    private static string Key(string heading) => DutchText.Fold(heading).Replace(" ", "", StringComparison.Ordinal);

    private static string List(IReadOnlyList<string> found) =>
        string.Join(", ", found.Where(f => f.Length > 0).Take(50).Select(f => string.Create(CultureInfo.InvariantCulture, $"\"{f}\"")));
}
