// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;
using YamlDotNet.RepresentationModel;
using YamlNode = YamlDotNet.RepresentationModel.YamlNode;

namespace Onkreukbaar.Norms.Drafting;

/// <summary>What a body sets of one national norm.</summary>
/// <param name="From">The national norm.</param>
/// <param name="Settings">All values, also those that stay as they are.</param>
/// <param name="OwnId">Id of the body's norm that stands in its place already, and of which this is the next version; null when it is new.</param>
public sealed record DraftNorm(SettableNorm From, NormSettings Settings, string? OwnId = null);

/// <summary>
/// Ontwerp van een gedragscode: what somebody filled in, to be written as a file of the library. The norms are copies of the national ones with the
/// body's values, and with worked examples that fit those values; so the file passes the check that every code passes.
/// </summary>
public sealed record CodeDraft
{
    /// <summary>Name of the code: lower case, digits and hyphens.</summary>
    public required string Id { get; init; }

    public required Bilingual Title { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    public required Adoption Adopted { get; init; }

    public required string BodyKind { get; init; }

    /// <summary>Codes of the offices for which it holds.</summary>
    public required IReadOnlyList<string> Offices { get; init; }

    public required IReadOnlyList<DraftNorm> Norms { get; init; }

    /// <summary>Ids of norms of the code's earlier files that stop.</summary>
    public IReadOnlyList<string> Ends { get; init; } = [];

    /// <summary>Id of the body's own norm in the place of a national one.</summary>
    public static string OwnId(string code, string national) => $"{code}-{national}"[..Math.Min(100, code.Length + national.Length + 1)];

    /// <summary>The code as a file.</summary>
    /// <param name="library">The national norms.</param>
    /// <param name="folder">Folder of that library, in whose files the norms stand.</param>
    public string Write(NormLibrary library, string folder)
    {
        ArgumentNullException.ThrowIfNull(library);
        var files = new Dictionary<string, YamlMappingNode>(StringComparer.Ordinal);
        var root = new YamlMappingNode
        {
            { "act", new YamlMappingNode { { "id", Id }, { "title", Quoted(Title.Nl) }, { "titleEn", Quoted(Title.En) } } },
            { "from", Iso(From) },
            { "adopted", new YamlMappingNode { { "on", Iso(Adopted.On) }, { "by", Quoted(Adopted.By) } } },
        };
        if (Ends.Count > 0)
        {
            root.Add("ends", new YamlSequenceNode(Ends.Select(e => new YamlScalarNode(e))));
        }

        root.Add("norms", new YamlSequenceNode(Norms.Select(n => Copy(library, n, Source(folder, n.From.Norm, files)))));
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        // The emitter ends with the mark of a document's end, which a file of one document does not need.
        return text.ToString().TrimEnd('\n', '.') + "\n";
    }

    private YamlMappingNode Copy(NormLibrary library, DraftNorm own, YamlMappingNode source)
    {
        var (norm, relation, old) = own.From;
        List<string> offices = [.. norm.Offices.Where(o => Offices.Contains(o, StringComparer.Ordinal))];
        var words = new OwnWords(library, norm, old, own.Settings);
        var made = new YamlMappingNode { { "id", own.OwnId ?? OwnId(Id, norm.Id) } };
        foreach (var (key, value) in source.Children)
        {
            switch (((YamlScalarNode)key).Value)
            {
                case "id" or "article" or "paragraph" or "open" or "fills" or "tightens" or "examples" or "until":
                    break;
                case "who":
                    made.Add("who", new YamlMappingNode { { "offices", Flow(offices) }, { "bodies", Flow([BodyKind]) } });
                    break;
                case "status":
                    made.Add("status", "local");
                    made.Add(relation == NormRelation.Fills ? "fills" : "tightens", norm.Id);
                    break;
                case "certainty":
                    made.Add("certainty", "verified");
                    break;
                case "source":
                    made.Add("source", Quoted(string.Format(CultureInfo.InvariantCulture, Texts.ResourceManager.GetString("DraftSource", CultureInfo.GetCultureInfo("nl-NL"))!, Title.Nl, Adopted.By, Iso(Adopted.On))));
                    break;
                case "title":
                    made.Add("title", Both(words.Title));
                    break;
                case "explanation":
                    made.Add("explanation", Both(words.Explanation));
                    break;
                case var name:
                    made.Add(name!, Copied(value));
                    break;
            }
        }

        if (norm.Validity.Until is { } until)
        {
            made.Add("until", Iso(until));
        }

        Set(made, norm, own.Settings);
        made.Add("examples", Examples(library, norm, made));
        return made;
    }

    private static void Set(YamlMappingNode made, Norm norm, NormSettings own)
    {
        if (own.Cents is { } cents)
        {
            var amount = (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
            var at = Map(made, "threshold") ?? Map(Map(made, "when")!, NormSettings.Amount(norm.When)!.Fact.Id)!;
            var bound = at.Children.Keys.OfType<YamlScalarNode>().First(k => k.Value is "above" or "atLeast");
            at.Children[bound] = new YamlScalarNode(amount);
        }

        if (own.Term is { } term)
        {
            var at = Map(made, "duty") ?? Map(made, "window") ?? Map(made, "keep") ?? Map(made, "maxAge")!;
            at.Children[new YamlScalarNode("term")] = new YamlScalarNode(term.ToString());
        }

        if (own.Recipient is { } to)
        {
            Map(made, "duty")!.Children[new YamlScalarNode("to")] = new YamlScalarNode(to);
        }
    }

    /// <summary>
    /// Worked examples: the cases of the national norm and cases on both sides of the body's own bounds, each with what the body's own norm says of it; of
    /// those one for each outcome.
    /// </summary>
    private YamlSequenceNode Examples(NormLibrary library, Norm national, YamlMappingNode made)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        new YamlStream(new YamlDocument(new YamlMappingNode
        {
            { "act", new YamlMappingNode { { "id", Id }, { "title", "x" }, { "titleEn", "x" } } },
            { "from", Iso(From) },
            { "norms", new YamlSequenceNode(Copied(made)) },
        })).Save(text, assignAnchors: false);
        List<LibraryError> errors = [];
        var file = new YamlFile(Id, errors);
        var norm = new NormReader(library.Vocabulary).Read(file, file.Parse(new StringReader(text.ToString()))!)?.Norms is [var read] ? read : throw new BrokenLibraryException(errors);
        var office = norm.Offices[0];
        var chosen = new List<(NormExample Case, Outcome Outcome)>();
        foreach (var example in national.Examples.SelectMany(e => Cases(library.Facts, norm, Later(library.Facts, e), office)))
        {
            var question = new Question(example.Date, office, BodyKind, example.Facts);
            var outcome = Evaluator.Evaluate(norm, question);
            if (!chosen.Exists(c => c.Outcome.Verdict == outcome.Verdict))
            {
                chosen.Add((example, outcome));
            }
        }

        return new YamlSequenceNode(chosen.Select(c => Example(norm, office, c.Case, c.Outcome)));
    }

    private static IEnumerable<NormExample> Cases(FactCatalogue facts, Norm norm, NormExample example, string office)
    {
        var (bound, due, window) = norm.Shape switch
        {
            ThresholdShape t => ((t.Fact, Raw: t.Raw), t.Due, (BanWindow?)null),
            DutyShape d => (default, d, null),
            BanShape b => (default, null, b.Window),
            _ => default,
        };
        if (NormSettings.Amount(norm.When) is { LowestCents: { } cents } amount)
        {
            bound = (amount.Fact, cents);
        }

        var values = bound.Item1 is { } fact && example.Facts.Knows(fact.Index) ? new long?[] { bound.Item2, bound.Item2 + 1, bound.Item2 - 1 } : [null];
        foreach (var value in values.Where(v => v is null or >= 0))
        {
            var set = value is { } raw ? With(facts, example.Facts, bound.Item1!, raw) : example.Facts;
            yield return example with { Facts = set, Office = office };
            if (due is { Done: { } done, Trigger: { } trigger, Term: { IsCounted: true } term } && trigger.Day(set, null) is { } start)
            {
                var last = term.LastDay(start, false);
                yield return example with { Facts = With(facts, set, done, last.DayNumber), Date = last };
                yield return example with { Facts = With(facts, set, done, last.DayNumber + 1), Date = last.AddDays(1) };
            }
            else if (window is { From: { } from, Act: { } act, Term: { } during } && set.TryGet(from, out var began) && set.Knows(act.Index))
            {
                var end = during.LastDay(DateOnly.FromDayNumber((int)began), false);
                yield return example with { Facts = With(facts, set, act, end.DayNumber - 1), Date = end.AddDays(-1) };
                yield return example with { Facts = With(facts, set, act, end.DayNumber), Date = end };
            }
            else if (norm.Shape is RequirementShape { MaxAge: { } age } && set.TryGet(age.Document, out var dated) && set.Knows(age.At.Index))
            {
                var end = age.Term.LastDay(DateOnly.FromDayNumber((int)dated), false);
                yield return example with { Facts = With(facts, set, age.At, end.DayNumber), Date = end };
                yield return example with { Facts = With(facts, set, age.At, end.DayNumber + 1), Date = end.AddDays(1) };
            }
            else if (norm.Shape is RetentionShape { Term: { IsCounted: true } keep, From: { } since } && set.TryGet(since, out var day))
            {
                var end = keep.LastDay(DateOnly.FromDayNumber((int)day), false);
                yield return example with { Facts = set, Date = end };
                yield return example with { Facts = set, Date = end.AddDays(1) };
            }
        }
    }

    // The cases of the national norm may lie before the code begins: they are moved by whole weeks, and its years along with them.
    private NormExample Later(FactCatalogue facts, NormExample example)
    {
        var dates = example.Facts.Known.Where(f => f.Type == FactType.Date).Select(f => DateOnly.FromDayNumber((int)Raw(example.Facts, f))).Append(example.Date).ToList();
        var years = Math.Max(0, (int)Math.Ceiling((From.DayNumber - dates.Min().DayNumber) / 364.0));
        if (years == 0)
        {
            return example;
        }

        var moved = example.Facts.Known.Where(f => f.Type is FactType.Date or FactType.Year)
            .Aggregate(example.Facts, (known, fact) => With(facts, known, fact, Raw(known, fact) + (fact.Type == FactType.Year ? years : years * 364)));
        return example with { Facts = moved, Date = example.Date.AddDays(years * 364) };
    }

    private static long Raw(CaseFacts facts, FactDefinition fact) => facts.TryGet(fact, out var raw) ? raw : 0;

    private static CaseFacts With(FactCatalogue facts, CaseFacts known, FactDefinition fact, long raw)
    {
        var made = new CaseFactsBuilder(facts);
        foreach (var other in known.Known.Where(f => f.Id != fact.Id))
        {
            made.Read(other, known.Write(other)!);
        }

        made.Read(fact, fact.Write(raw));
        return made.Build();
    }

    private YamlMappingNode Example(Norm norm, string office, NormExample example, Outcome outcome)
    {
        var facts = new YamlMappingNode();
        foreach (var fact in example.Facts.Known)
        {
            facts.Add(fact.Id, fact.Type == FactType.Text ? Quoted(example.Facts.Write(fact)!) : example.Facts.Write(fact)!);
        }

        facts.Style = YamlDotNet.Core.Events.MappingStyle.Flow;
        var made = new YamlMappingNode { { "facts", facts }, { "date", Iso(example.Date) }, { "gives", outcome.Verdict.Code() } };
        if (outcome.By is { } by)
        {
            made.Add("by", Iso(by));
        }

        if (outcome.Authority is { } authority)
        {
            made.Add("authority", authority.Code);
        }

        if (outcome.Verdict == Verdict.CannotTell)
        {
            var missing = NormLibrary.Apply(norm, new(example.Date, office, BodyKind, example.Facts)).Explain().Missing;
            made.Add("missing", Flow([.. missing.Select(f => f.Id)]));
        }

        return made;
    }

    // The norm as it stands in its file, found by the line where it begins.
    private static YamlMappingNode Source(string folder, Norm norm, Dictionary<string, YamlMappingNode> files)
    {
        var at = norm.Origin.LastIndexOf(':');
        var (name, line) = (norm.Origin[..at], long.Parse(norm.Origin[(at + 1)..], CultureInfo.InvariantCulture));
        if (!files.TryGetValue(name, out var root))
        {
            using var text = new StreamReader(Path.Combine(folder, name));
            var stream = new YamlStream();
            stream.Load(text);
            files[name] = root = (YamlMappingNode)stream.Documents[0].RootNode;
        }

        return ((YamlSequenceNode)root.Children[new YamlScalarNode("norms")]).Children.OfType<YamlMappingNode>().First(n => n.Start.Line == line);
    }

    // A node may stand in one place only.
    private static YamlNode Copied(YamlNode node) =>
        node switch
        {
            YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style },
            YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(Copied)) { Style = list.Style },
            YamlMappingNode map => new YamlMappingNode(map.Children.Select(c => new KeyValuePair<YamlNode, YamlNode>(Copied(c.Key), Copied(c.Value)))) { Style = map.Style },
            _ => throw new InvalidOperationException("The library holds no references."),
        };

    private static YamlMappingNode? Map(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value as YamlMappingNode : null;

    private static YamlMappingNode Both(Bilingual text) => new() { { "nl", Quoted(text.Nl) }, { "en", Quoted(text.En) } };

    private static YamlSequenceNode Flow(IEnumerable<string> values) => new(values.Select(v => new YamlScalarNode(v))) { Style = YamlDotNet.Core.Events.SequenceStyle.Flow };

    private static YamlScalarNode Quoted(string text) => new(text) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
