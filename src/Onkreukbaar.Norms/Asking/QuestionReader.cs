// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.Json;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Asking;

/// <summary>A question as read, or all that is wrong with it.</summary>
/// <param name="Question">Null when something is wrong.</param>
/// <param name="All">Whether norms that are not in play are asked for as well.</param>
/// <param name="Errors">By field, in the current language.</param>
public sealed record ReadQuestion(Question? Question, bool All, IReadOnlyList<InvalidField> Errors);

/// <summary>
/// Reads a question as machines put it (schema: <c>norms/schema/question.schema.json</c>). All that is wrong is said at once; facts that were not given
/// are no error, but facts that cannot all be true are.
/// </summary>
/// <param name="library">The norms that are asked.</param>
/// <param name="bodyKind">Kind of the body that the question names by its id; null when it names none.</param>
public sealed class QuestionReader(NormLibrary library, string? bodyKind = null)
{
    private static readonly string[] Fields = ["peildatum", "ambt", "overheidsorganisatie", "ambtstermijnen", PayPeriods.Field, "feiten", "alles"];

    /// <summary>The body that a question names by its id (<c>overheidsorganisatie.id</c>), whose own codes then count; null when it names none.</summary>
    /// <param name="json">The question; what is wrong with it is for <see cref="Read(string)"/> to say.</param>
    public static string? BodyIdOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement is { ValueKind: JsonValueKind.Object } question
                && question.TryGetProperty("overheidsorganisatie", out var body) && body.ValueKind == JsonValueKind.Object
                && body.TryGetProperty("id", out var id) && id.ValueKind != JsonValueKind.Null
                ? id.ToString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads one question from its text.</summary>
    public ReadQuestion Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            return Read(document.RootElement);
        }
        catch (JsonException broken)
        {
            return new(null, false, [new("", "json.onleesbaar", Say(Texts.QuestionNoJson, (broken.LineNumber ?? 0) + 1, (broken.BytePositionInLine ?? 0) + 1))]);
        }
    }

    /// <summary>Reads one question.</summary>
    /// <param name="json">A JSON object.</param>
    public ReadQuestion Read(JsonElement json)
    {
        List<InvalidField> errors = [];
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new(null, false, [new("", "vraag.geen-object", Texts.QuestionObject)]);
        }

        foreach (var field in json.EnumerateObject().Where(f => !Fields.Contains(f.Name, StringComparer.Ordinal)))
        {
            errors.Add(new(field.Name, "veld.onbekend", Say(Texts.QuestionUnknownField, field.Name, string.Join(", ", Fields))));
        }

        var date = Date(json, "peildatum", "peildatum", errors);
        if (!json.TryGetProperty("peildatum", out _))
        {
            errors.Add(new("peildatum", "veld.ontbreekt", Say(Texts.QuestionMissing, "peildatum")));
        }

        var body = BodyKind(json, errors);
        var office = Office(json, body, errors);
        var facts = new CaseFactsBuilder(library.Facts);
        if (date is { } day)
        {
            facts.Set(FactCatalogue.ReferenceDate, day);
        }

        Terms(json, facts, errors);
        var told = PayPeriods.Read(json, library, office, facts, errors);
        if (json.TryGetProperty("feiten", out var given))
        {
            ReadFacts(given, "", told, facts, errors);
        }

        var all = json.TryGetProperty("alles", out var everything) && everything.ValueKind == JsonValueKind.True;
        if (everything.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False))
        {
            errors.Add(new("alles", "veld.geen-ja-nee", Say(Texts.QuestionYesNo, "alles")));
        }

        var built = facts.Build();
        errors.AddRange(Contradictions(built));
        return new(errors.Count == 0 ? new(date!.Value, office!, body, built) : null, all, errors);
    }

    /// <summary>What cannot all be true: dates in the wrong order, and the contradictions that the library names.</summary>
    public IEnumerable<InvalidField> Contradictions(CaseFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var fact in facts.Known)
        {
            if (fact.NotBefore is { } other && library.Facts.TryFind(other, out var first) && facts.TryGet(first, out var start) && facts.TryGet(fact, out var end) && end < start)
            {
                yield return new(fact.Id, "datums.omgekeerd", Say(Texts.QuestionDatesReversed, fact.Label, facts.Write(fact), first.Label, facts.Write(first)));
            }
        }

        foreach (var (when, sentence) in library.Facts.Contradictions)
        {
            if (when.Evaluate(facts, null) == Truth.True)
            {
                yield return new(when.Facts.First().Id, "feiten.tegenstrijdig", Say(Texts.QuestionContradiction, sentence));
            }
        }
    }

    private string? BodyKind(JsonElement json, List<InvalidField> errors)
    {
        if (!json.TryGetProperty("overheidsorganisatie", out var body))
        {
            return bodyKind;
        }

        // The register knows the kind of a body that is named by its id.
        if (bodyKind is not null && body.ValueKind == JsonValueKind.Object && !body.TryGetProperty("soort", out _))
        {
            return bodyKind;
        }

        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("soort", out var kind) || kind.ValueKind != JsonValueKind.String || kind.GetString() is not { Length: > 0 } code)
        {
            errors.Add(new("overheidsorganisatie.soort", "soort.ontbreekt", Texts.QuestionBodyKind));
            return null;
        }

        if (bodyKind is not null && !string.Equals(code, bodyKind, StringComparison.Ordinal))
        {
            errors.Add(new("overheidsorganisatie.soort", "soort.anders", Say(Texts.QuestionBodyOtherKind, bodyKind, code)));
        }

        return code;
    }

    private string? Office(JsonElement json, string? body, List<InvalidField> errors)
    {
        if (!json.TryGetProperty("ambt", out var value) || value.ValueKind != JsonValueKind.String)
        {
            errors.Add(new("ambt", "veld.ontbreekt", Say(Texts.QuestionMissing, "ambt")));
            return null;
        }

        var code = value.GetString()!;
        if (library.Office(code) is not { } office)
        {
            errors.Add(new("ambt", "ambt.onbekend", Say(Texts.QuestionOffice, code, string.Join(", ", library.Offices.Select(o => o.Code)))));
            return null;
        }

        if (body is not null && office.Bodies.Count > 0 && !office.Bodies.Contains(body, StringComparer.Ordinal))
        {
            errors.Add(new("ambt", "ambt.elders", Say(Texts.QuestionOfficeElsewhere, office.Label, body)));
        }

        return code;
    }

    // Terms that follow each other without a day between them are one stretch in office.
    private static void Terms(JsonElement json, CaseFactsBuilder facts, List<InvalidField> errors)
    {
        if (!json.TryGetProperty("ambtstermijnen", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            errors.Add(new("ambtstermijnen", "veld.geen-lijst", Say(Texts.QuestionList, "ambtstermijnen")));
            return;
        }

        List<(DateOnly From, DateOnly? Until)> terms = [];
        var i = 0;
        foreach (var term in list.EnumerateArray())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"ambtstermijnen[{i++}]");
            if (term.ValueKind == JsonValueKind.Object && Date(term, "datumAanvang", name + ".datumAanvang", errors) is { } from)
            {
                var until = Date(term, "datumEinde", name + ".datumEinde", errors);
                if (until <= from)
                {
                    // Said here by the name of the term; as a fact it would be said again.
                    errors.Add(new(name, "termijn.omgekeerd", Say(Texts.QuestionTermReversed, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
                    continue;
                }

                terms.Add((from, until));
            }
            else
            {
                errors.Add(new(name + ".datumAanvang", "veld.ontbreekt", Say(Texts.QuestionMissing, "datumAanvang")));
            }
        }

        if (terms.Count == 0)
        {
            return;
        }

        terms.Sort();
        var since = terms[0].From;
        for (var t = 1; t < terms.Count; t++)
        {
            if (terms[t - 1].Until is not { } end || end > terms[t].From)
            {
                errors.Add(new("ambtstermijnen", "termijnen.overlappen",
                    Say(Texts.QuestionTermsOverlap, terms[t - 1].From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), terms[t].From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
                return;
            }

            since = end == terms[t].From ? since : terms[t].From;
        }

        facts.Set("ambt.datumAanvang", terms[^1].From).Set("ambt.datumEinde", terms[^1].Until).Set("ambt.onafgebrokenSinds", since);
    }

    // Facts may be nested by group or written with their full name.
    private void ReadFacts(JsonElement json, string prefix, IReadOnlyList<string> told, CaseFactsBuilder facts, List<InvalidField> errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new("feiten", "vraag.geen-object", Texts.QuestionObject));
            return;
        }

        foreach (var field in json.EnumerateObject())
        {
            var name = prefix + field.Name;
            if (field.Value.ValueKind == JsonValueKind.Object && prefix.Length == 0 && library.Facts.Groups.Any(g => string.Equals(g.Id, name, StringComparison.Ordinal)))
            {
                ReadFacts(field.Value, name + ".", told, facts, errors);
                continue;
            }

            if (!library.Facts.TryFind(name, out var fact) || fact.Id == FactCatalogue.ReferenceDate)
            {
                errors.Add(new("feiten." + name, "feit.onbekend", Say(Texts.QuestionUnknownFact, name)));
                continue;
            }

            if (field.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (told.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(new("feiten." + name, "feit.dubbel", Say(Texts.QuestionToldTwice, name, PayPeriods.Field)));
                continue;
            }

            var text = field.Value.ValueKind switch
            {
                JsonValueKind.String => field.Value.GetString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number => field.Value.GetRawText(),
                _ => null,
            };
            if (text is null)
            {
                errors.Add(new("feiten." + name, "feit.ongeldig", Say(Texts.QuestionFactValue, name)));
            }
            else if (facts.Read(fact, text) is { } complaint)
            {
                errors.Add(new("feiten." + name, "feit.ongeldig", complaint));
            }
        }
    }

    /// <summary>A date of a field that may be left out; what cannot be read is added to the errors.</summary>
    internal static DateOnly? Date(JsonElement json, string field, string name, List<InvalidField> errors)
    {
        if (!json.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= 1900 and <= 2100)
        {
            return date;
        }

        errors.Add(new(name, "datum.ongeldig", Say(Texts.QuestionDate, value.ToString())));
        return null;
    }

    private static string Say(string format, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, format, parts);
}
