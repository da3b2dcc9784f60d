// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Offices;

/// <summary>Soort overheidsorganisatie: a kind of public body, with its name in both languages.</summary>
public sealed record BodyKind
{
    /// <summary>Stable code, as stored with the body.</summary>
    public required string Code { get; init; }

    /// <summary>Dutch, one.</summary>
    public required string Nl { get; init; }

    /// <summary>Dutch, more.</summary>
    public required string NlPlural { get; init; }

    /// <summary>English, one.</summary>
    public required string En { get; init; }

    /// <summary>English, more.</summary>
    public required string EnPlural { get; init; }

    /// <summary>Words that open a name and by which nobody looks it up: "Gemeente Utrecht" stands under U.</summary>
    public IReadOnlyList<string> Prefixes { get; init => field = [.. (value ?? []).Select(DutchText.Fold)]; } = [];

    /// <summary>
    /// How a name is completed that its source gives without the kind ("Ministerie van {0}"); null where that would be a guess, because
    /// bodies of the kind call themselves differently.
    /// </summary>
    public string? FullName { get; init; }

    /// <summary>In the current language, one.</summary>
    public string Label => ReferenceData.IsEnglish ? En : Nl;

    /// <summary>In the current language, more.</summary>
    public string Plural => ReferenceData.IsEnglish ? EnPlural : NlPlural;
}

/// <summary>Soort ambt: a kind of office, with the kinds of body that know it.</summary>
public sealed record OfficeKind
{
    /// <summary>Stable code: that of VNG Open Raadsinformatie where there is one.</summary>
    public required string Code { get; init; }

    /// <summary>Dutch, one.</summary>
    public required string Nl { get; init; }

    /// <summary>Dutch, heading above its holders.</summary>
    public required string NlPlural { get; init; }

    /// <summary>English, one.</summary>
    public required string En { get; init; }

    /// <summary>English, heading above its holders.</summary>
    public required string EnPlural { get; init; }

    /// <summary><c>volksvertegenwoordiger</c>, <c>bestuurder</c> or <c>ambtenaar</c>: which rules of the law apply.</summary>
    public required string Group { get; init; }

    /// <summary>Codes of the kinds of body that have it; empty: any.</summary>
    public IReadOnlyList<string> Bodies { get; init => field = value ?? []; } = [];

    /// <summary>Codes by which sources call it.</summary>
    public IReadOnlyList<string> Sources { get; init => field = value ?? []; } = [];

    /// <summary>In the current language, one.</summary>
    public string Label => ReferenceData.IsEnglish ? En : Nl;

    /// <summary>In the current language, heading above its holders.</summary>
    public string Plural => ReferenceData.IsEnglish ? EnPlural : NlPlural;
}

/// <summary>
/// Kinds of bodies and offices: data that ships with the module. An installation adds or renames kinds by <c>body-kinds.json</c> and
/// <c>office-kinds.json</c> of the same form in its data folder; an entry with a known code replaces it.
/// </summary>
public sealed class ReferenceData
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    // In a file that people write by hand a name that nobody knows is a slip of the pen.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly string[] Groups = ["volksvertegenwoordiger", "bestuurder", "ambtenaar"];
    private readonly Dictionary<string, BodyKind> bodyKinds;
    private readonly Dictionary<string, OfficeKind> officeKinds;
    private readonly Dictionary<string, OfficeKind> officeSources = new(StringComparer.Ordinal);

    private ReferenceData(IReadOnlyList<BodyKind> bodies, IReadOnlyList<OfficeKind> offices)
    {
        BodyKinds = bodies;
        OfficeKinds = offices;
        bodyKinds = bodies.ToDictionary(k => k.Code, StringComparer.Ordinal);
        officeKinds = offices.ToDictionary(k => k.Code, StringComparer.Ordinal);
        foreach (var kind in offices)
        {
            officeSources[kind.Code] = kind;
            foreach (var source in kind.Sources)
            {
                officeSources[source] = kind;
            }
        }
    }

    /// <summary>As shipped.</summary>
    public static ReferenceData Shipped { get; } = new(Embedded<BodyKind>("body-kinds.json"), Embedded<OfficeKind>("office-kinds.json"));

    /// <summary>All kinds of body, in the order of lists.</summary>
    public IReadOnlyList<BodyKind> BodyKinds { get; }

    /// <summary>All kinds of office, in the order of a body's page.</summary>
    public IReadOnlyList<OfficeKind> OfficeKinds { get; }

    internal static bool IsEnglish => string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "en", StringComparison.Ordinal);

    /// <summary>As shipped, with what the installation adds.</summary>
    /// <exception cref="SettingsException">A file in the data folder cannot be read; the message says which and why.</exception>
    public static ReferenceData Of(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(
            Merge(Shipped.BodyKinds, Own<BodyKind>(settings, "body-kinds.json", k => k.Code, Wrong), k => k.Code),
            Merge(Shipped.OfficeKinds, Own<OfficeKind>(settings, "office-kinds.json", k => k.Code, Wrong), k => k.Code)
        );
    }

    /// <summary>The kind of a body; one that nobody described is shown by its code.</summary>
    public BodyKind Body(string code) =>
        bodyKinds.GetValueOrDefault(code) ?? new() { Code = code, Nl = Spell(code), NlPlural = Spell(code), En = Spell(code), EnPlural = Spell(code) };

    /// <summary>The kind of an office; one that nobody described is shown by its code.</summary>
    public OfficeKind Office(string code) =>
        officeKinds.GetValueOrDefault(code)
        ?? new() { Code = code, Nl = Spell(code), NlPlural = Spell(code), En = Spell(code), EnPlural = Spell(code), Group = "ambtenaar" };

    /// <summary>Place of an office kind in the order of a body's page.</summary>
    public int OfficeOrder(string code)
    {
        for (var i = 0; i < OfficeKinds.Count; i++)
        {
            if (string.Equals(OfficeKinds[i].Code, code, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return int.MaxValue;
    }

    /// <summary>Our code for what a source calls an office; the source's own word when nobody described it.</summary>
    public string OfficeCode(string sourceWord)
    {
        ArgumentNullException.ThrowIfNull(sourceWord);
        return officeSources.GetValueOrDefault(sourceWord)?.Code ?? sourceWord;
    }

    /// <summary>The proper name of a body whose source leaves out the word for its kind: "Financiën" is "Ministerie van Financiën".</summary>
    public string BodyName(string name, string kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Body(kind) is { FullName: { } full } known && !known.Prefixes.Any(p => DutchText.Fold(name).StartsWith(p, StringComparison.Ordinal))
            ? string.Format(CultureInfo.InvariantCulture, full, name)
            : name;
    }

    /// <summary>Sorts a body's name without the word for its kind: "Gemeente Utrecht" under U.</summary>
    public string BodySortKey(string name, string kind)
    {
        var folded = DutchText.Fold(name);
        foreach (var prefix in Body(kind).Prefixes)
        {
            if (folded.Length > prefix.Length + 1 && folded.StartsWith(prefix + " ", StringComparison.Ordinal))
            {
                return DutchText.SortKey(folded[(prefix.Length + 1)..]) + " " + prefix;
            }
        }

        return DutchText.SortKey(name);
    }

    private static string Spell(string code)
    {
        var words = code.Replace('_', ' ').Replace('-', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static List<T> Merge<T>(IReadOnlyList<T> shipped, IReadOnlyList<T> own, Func<T, string> code)
    {
        var merged = shipped.ToList();
        foreach (var kind in own)
        {
            var at = merged.FindIndex(k => string.Equals(code(k), code(kind), StringComparison.Ordinal));
            if (at >= 0)
            {
                merged[at] = kind;
            }
            else
            {
                merged.Add(kind);
            }
        }

        return merged;
    }

    private static List<T> Embedded<T>(string name)
    {
        using var stream = typeof(ReferenceData).Assembly.GetManifestResourceStream("Onkreukbaar.Offices.Reference." + name)!;
        return JsonSerializer.Deserialize<List<T>>(stream, Json)!;
    }

    private static List<T> Own<T>(Settings settings, string name, Func<T, string> code, Func<T, string?> wrong)
        where T : class
    {
        var file = Path.Combine(settings.DataFolder, name);
        if (!File.Exists(file))
        {
            return [];
        }

        List<T?> kinds;
        try
        {
            using var stream = File.OpenRead(file);
            kinds = JsonSerializer.Deserialize<List<T?>>(stream, Strict) ?? [];
        }
        catch (JsonException broken)
        {
            throw new SettingsException($"{file}, line {(broken.LineNumber ?? 0) + 1}: {broken.Message} Correct it or move the file away.", broken);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} cannot be read: {closed.Message}", closed);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < kinds.Count; i++)
        {
            var fault = kinds[i] is not { } kind ? "it is empty" : wrong(kind) ?? (seen.Add(code(kind)) ? null : $"code '{code(kind)}' stands in the file twice");
            if (fault is not null)
            {
                throw new SettingsException($"{file}, kind {i + 1}: {fault}. Correct it or move the file away.");
            }
        }

        return [.. kinds.OfType<T>()];
    }

    private static string? Wrong(BodyKind kind) =>
        WrongCode(kind.Code)
        ?? WrongName(kind.Nl, kind.NlPlural, kind.En, kind.EnPlural)
        ?? (kind.FullName is { } full && full.Split("{0}") is not [_, _] ? "write {0} once in fullName, where the name comes" : null)
        ?? (kind.FullName is { } text && text.Replace("{0}", "", StringComparison.Ordinal).AsSpan().ContainsAny('{', '}') ? "fullName has a brace that is not part of {0}" : null);

    private static string? Wrong(OfficeKind kind) =>
        WrongCode(kind.Code)
        ?? WrongName(kind.Nl, kind.NlPlural, kind.En, kind.EnPlural)
        ?? (Groups.Contains(kind.Group, StringComparer.Ordinal) ? null : $"group is one of {string.Join(", ", Groups)}, not '{kind.Group}'");

    private static string? WrongCode(string? code) =>
        code is { Length: > 0 and <= 60 } && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')
            ? null
            : $"a code is small letters, digits, - and _, at most 60, not '{code}'";

    private static string? WrongName(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (CleanText.IsBlank(name ?? "") || CleanText.FirstForbidden(name!) >= 0 || name!.Length > 200)
            {
                return "a name in nl, nlPlural, en or enPlural is empty, too long or has a sign that cannot be shown";
            }
        }

        return null;
    }
}
