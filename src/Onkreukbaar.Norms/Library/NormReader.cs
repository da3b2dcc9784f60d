// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>A file of norms as read: one act or code from one day on.</summary>
/// <param name="Name">Relative to the library.</param>
/// <param name="Regulation">Act or code.</param>
/// <param name="From">First day on which it speaks.</param>
/// <param name="Ends">Ids of norms that stop on that day.</param>
/// <param name="Texts">Statute text by article.</param>
/// <param name="Norms">What is new.</param>
/// <param name="Adoption">Who adopted it and when, for a local code.</param>
internal sealed record NormFile(
    string Name,
    Regulation Regulation,
    DateOnly From,
    IReadOnlyList<YamlScalar> Ends,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyList<Norm> Norms,
    Adoption? Adoption
)
{
    /// <summary>A file of a packed library, of which the norms are already strung together.</summary>
    public static NormFile Packed(string name, Regulation regulation, DateOnly from) => new(name, regulation, from, [], NoTexts, [], null);

    private static readonly Dictionary<string, string> NoTexts = [];
}

/// <summary>Vaststelling: who adopted a local code, and when.</summary>
public sealed record Adoption(DateOnly On, string By);

/// <summary>Why the same rule differs between acts or offices, as a source gives it.</summary>
/// <param name="Compare">Compare key of the rule.</param>
/// <param name="Reason">In two or three sentences.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="Url">Address of the source; null when it is not on line.</param>
public sealed record DifferenceReason(string Compare, Bilingual Reason, string Source, string? Url);

/// <summary>What the reading of norms needs to know.</summary>
internal sealed record NormVocabulary(
    FactCatalogue Facts,
    IReadOnlyDictionary<string, NormOffice> Offices,
    IReadOnlyDictionary<string, Authority> Authorities,
    IReadOnlyDictionary<string, DifferenceReason> Differences
);

/// <summary>Reads files of norms.</summary>
internal sealed class NormReader(NormVocabulary words)
{
    private static readonly string[] NormKeys =
    [
        "id", "kind", "article", "paragraph", "phase", "topic", "compare", "who", "status", "certainty", "source", "title", "explanation", "about", "when", "until", "open",
        "fills", "tightens", "examples", "duty", "threshold", "forbidden", "forbids", "exceptions", "exemption", "window", "grounds", "decides", "criteria", "requires", "maxAge",
        "amount", "to", "free", "rate", "cap", "keep",
    ];

    private readonly ConditionReader conditions = new(words.Facts);

    /// <summary>A file of norms; null when it is no mapping.</summary>
    public NormFile? Read(YamlFile file, YamlNode root)
    {
        if (file.Map(root, "act", "from", "ends", "texts", "norms", "adopted") is not { } map)
        {
            return null;
        }

        if (file.Map(map["act"] ?? Missing(file, root, "act"), "id", "title", "titleEn", "abbreviation", "bwb", "url", "published") is not { } act)
        {
            return null;
        }

        var regulation = new Regulation(
            act.Required("id"), new(act.Required("title"), act.Required("titleEn")), act.Text("abbreviation"), act.Text("bwb"), act.Text("url"));
        if (map.Date("from") is not { } from)
        {
            _ = map.Has("from") ? null : Missing(file, root, "from");
            // The norms are read all the same: all that is wrong is said at once.
            foreach (var norm in file.Items(map["norms"]))
            {
                _ = Norm(file, norm, regulation, new(2000, 1, 1));
            }

            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map["texts"] is YamlMapping articles)
        {
            foreach (var (number, text) in articles.Pairs)
            {
                if (file.Text(number) is { } article && file.Text(text) is { } words)
                {
                    texts[article] = words.TrimEnd();
                }
            }
        }

        Adoption? adoption = null;
        if (file.Map(map["adopted"], "on", "by") is { } adopted)
        {
            _ = adopted.Has("on") ? null : Missing(file, adopted.Node, "on");
            adoption = new(adopted.Date("on") ?? from, adopted.Required("by"));
        }

        return new(
            file.Name,
            regulation,
            from,
            [.. file.Items(map["ends"]).OfType<YamlScalar>()],
            texts,
            [.. file.Items(map["norms"]).Select(n => Norm(file, n, regulation, from)).OfType<Norm>()],
            adoption);
    }

    private Norm? Norm(YamlFile file, YamlNode node, Regulation regulation, DateOnly from)
    {
        if (file.Map(node, NormKeys) is not { } map)
        {
            return null;
        }

        var who = file.Map(map["who"] ?? Missing(file, node, "who"), "offices", "bodies");
        IReadOnlyList<string> offices = who is null ? [] : file.TextList(who["offices"]);
        if (offices.Count == 0)
        {
            file.Complain(map["who"] ?? node, Texts.OfficesWanted);
        }

        foreach (var office in offices.Where(o => !words.Offices.ContainsKey(o)))
        {
            file.Complain(map["who"]!, Texts.UnknownOffice, office);
        }

        var until = map.Date("until");
        if (!Period.TryCreate(from, until, out var validity))
        {
            file.Complain(map["until"]!, Texts.UntilBeforeFrom, until, from);
            validity = new(from, null);
        }

        IReadOnlyList<string> bodies = who is null ? [] : file.TextList(who["bodies"]);
        if (Substance(file, map, offices, bodies, from) is not { } substance)
        {
            return null;
        }

        return new(new Lazy<NormSubstance>(substance))
        {
            Id = map.Required("id"),
            Regulation = regulation,
            Article = map.Text("article"),
            Offices = offices,
            Bodies = bodies,
            Fills = map.Text("fills"),
            Validity = validity,
            Origin = file.Origin(node),
        };
    }

    /// <summary>A norm of a packed library: what it says is read when somebody looks at it.</summary>
    internal Norm Packed(
        NormFile of, int line, Period validity, string id, string? article, IReadOnlyList<string> offices, IReadOnlyList<string> bodies, string? fills, PackedNode content) =>
        new(new Lazy<NormSubstance>(() =>
        {
            var file = new YamlFile(of.Name, [], passed: true);
            return Substance(file, new(file, (YamlMapping)content.Read()), offices, bodies, of.From) ?? throw new InvalidOperationException($"The packed norm {of.Name}:{line} cannot be read.");
        }))
        {
            Id = id,
            Regulation = of.Regulation,
            Article = article,
            Offices = offices,
            Bodies = bodies,
            Fills = fills,
            Validity = validity,
            Origin = string.Create(CultureInfo.InvariantCulture, $"{of.Name}:{line}"),
        };

    // Null when its kind lacks what it needs; the complaint says what.
    private NormSubstance? Substance(YamlFile file, YamlMap map, IReadOnlyList<string> offices, IReadOnlyList<string> bodies, DateOnly from)
    {
        var topic = map.Required("topic");
        if (topic.Length > 0 && !NormNames.Topics.Contains(topic, StringComparer.Ordinal))
        {
            file.Complain(map["topic"]!, Texts.YamlChoice, "topic", topic, string.Join(", ", NormNames.Topics));
        }

        var about = map.Text("about");
        var aboutGroup = about is null ? -1 : words.Facts.GroupIndex(about);
        if (about is not null && aboutGroup < 0)
        {
            file.Complain(map["about"]!, Texts.UnknownGroup, about);
        }

        var kind = map.Choice("kind", NormNames.Kinds);
        var status = map.Choice("status", NormNames.Statuses);
        if (Shape(file, map, kind, status) is not { } shape)
        {
            return null;
        }

        var examples = new Lazy<IReadOnlyList<NormExample>>(() => [.. file.Items(map["examples"]).Select(e => Example(file, e, offices, bodies, from)).OfType<NormExample>()]);
        return new()
        {
            Kind = kind,
            Paragraph = map.Text("paragraph"),
            Phase = map.Choice("phase", NormNames.Phases),
            Topic = topic,
            Compare = map.Text("compare"),
            Status = status,
            Certainty = map.Choice("certainty", NormNames.Certainties),
            Source = map.Required("source"),
            Title = map.Bilingual("title"),
            Explanation = map.Bilingual("explanation"),
            About = about,
            AboutGroup = aboutGroup,
            When = conditions.Read(file, map["when"]),
            Shape = shape,
            Open = map.Flag("open"),
            Tightens = map.Text("tightens"),
            Examples = file.Checked ? examples : new(examples.Value),
        };
    }

    private NormShape? Shape(YamlFile file, YamlMap map, NormKind kind, NormStatus status)
    {
        switch (kind)
        {
            case NormKind.Disclosure or NormKind.Publication or NormKind.PriorNotice or NormKind.Deadline:
                return Duty(file, map, kind, status);
            case NormKind.Threshold:
                return Threshold(file, map, status);
            case NormKind.IncompatiblePosition or NormKind.ProhibitedAct or NormKind.CoolingOff:
                return Ban(file, map);
            case NormKind.Abstention or NormKind.UndesirablePosition:
                return Judgement(file, map);
            case NormKind.PublicityLimit:
                return map.Has("forbids") ? Ban(file, map) : Judgement(file, map);
            case NormKind.CodeProvision:
                return map.Has("forbids") ? Ban(file, map) : map.Has("requires") ? Requirement(file, map) : map.Has("duty") ? Duty(file, map, NormKind.Deadline, status) : Judgement(file, map);
            case NormKind.AppointmentRequirement or NormKind.DutyOfCare:
                return Requirement(file, map);
            case NormKind.PublicChest:
                var amount = conditions.Fact(file, map["amount"] ?? Missing(file, map.Node, "amount"), FactType.Amount);
                return amount is null ? null : new AmountShape { Fact = amount, To = Authority(file, map["to"]) };
            case NormKind.IncomeSettlement:
                return new SettlementShape
                {
                    Free = file.Decimal(map["free"] ?? Missing(file, map.Node, "free")) ?? 0,
                    Rate = file.Decimal(map["rate"] ?? Missing(file, map.Node, "rate")) ?? 0,
                    Cap = file.Decimal(map["cap"] ?? Missing(file, map.Node, "cap")) ?? 0,
                    Exceptions = Exceptions(file, map),
                    To = Authority(file, map["to"]),
                    Uses = SettlementFacts.Of(words.Facts),
                };
            default:
                return Retention(file, map);
        }
    }

    private DutyShape? Duty(YamlFile file, YamlMap norm, NormKind kind, NormStatus status)
    {
        if (file.Map(norm["duty"] ?? Missing(file, norm.Node, "duty"), "to", "trigger", "term", "before", "done", "extension", "suspension", "fields", "channels", "visible", "awt") is not { } map)
        {
            return null;
        }

        var before = conditions.Fact(file, map["before"], FactType.Date);
        var trigger = before is null ? TriggerOf(file, map["trigger"] ?? Missing(file, map.Node, "trigger")) : null;
        var term = before is null ? TermOf(file, map["term"] ?? Missing(file, map.Node, "term")) : null;
        if (before is null && (trigger is null || term is null))
        {
            return null;
        }

        (Term, Condition)? extension = null;
        if (file.Map(map["extension"], "term", "when") is { } longer && TermOf(file, longer["term"] ?? Missing(file, longer.Node, "term")) is { } more)
        {
            extension = (more, conditions.Read(file, longer["when"] ?? Missing(file, longer.Node, "when"))!);
        }

        (FactDefinition, FactDefinition)? suspension = null;
        if (file.Map(map["suspension"], "from", "until") is { } stop
            && conditions.Fact(file, stop["from"], FactType.Date) is { } stopped && conditions.Fact(file, stop["until"], FactType.Date) is { } resumed)
        {
            suspension = (stopped, resumed);
        }

        return new()
        {
            Must = kind switch
            {
                NormKind.Publication => Verdict.MustPublish,
                NormKind.Disclosure => Verdict.MustDisclose,
                NormKind.Deadline => Verdict.MustAct,
                _ => Verdict.MustNotify,
            },
            To = Authority(file, map["to"]),
            Trigger = trigger,
            Term = term,
            Before = before,
            Done = conditions.Fact(file, map["done"], FactType.Date),
            Extension = extension,
            Suspension = suspension,
            Fields = [.. file.Items(map["fields"]).Select(f => file.Map(f, "nl", "en")).OfType<YamlMap>().Select(f => new Bilingual(f.Required("nl"), f.Required("en")))],
            Channels = file.TextList(map["channels"]),
            Visible = Visible(file, map),
            // A term of the General Act on Terms is one that stands in a statute; codes, guidelines and practice set their own.
            Statutory = map.Has("awt") ? map.Flag("awt") : status == NormStatus.InForce && file.Name.StartsWith("statute/", StringComparison.Ordinal),
        };
    }

    private ThresholdShape? Threshold(YamlFile file, YamlMap norm, NormStatus status)
    {
        if (file.Map(norm["threshold"] ?? Missing(file, norm.Node, "threshold"), "fact", "above", "atLeast") is not { } map)
        {
            return null;
        }

        var fact = conditions.Fact(file, map["fact"] ?? Missing(file, map.Node, "fact"), FactType.Amount, FactType.Number, FactType.Year);
        var bound = map["above"] ?? map["atLeast"] ?? Missing(file, map.Node, "above");
        if (fact is null || file.Text(bound) is not { } text)
        {
            return null;
        }

        if (!fact.TryRead(text, out var raw, out var complaint))
        {
            file.Complain(bound!, "{0}", complaint);
        }

        var duty = norm.Has("duty") ? Duty(file, norm, NormKind.Threshold, status) : null;
        if (duty is null && !norm.Flag("forbidden"))
        {
            file.Complain(map.Node, Texts.ThresholdConsequence);
        }

        return new() { Fact = fact, Raw = raw, Inclusive = map.Has("atLeast"), Duty = duty };
    }

    private BanShape? Ban(YamlFile file, YamlMap map)
    {
        if (conditions.Read(file, map["forbids"] ?? Missing(file, map.Node, "forbids")) is not { } forbids)
        {
            return null;
        }

        Exemption? exemption = null;
        if (file.Map(map["exemption"], "by", "when", "granted") is { } by && Authority(file, by["by"] ?? Missing(file, by.Node, "by")) is { } authority)
        {
            exemption = new(authority) { When = conditions.Read(file, by["when"]), Granted = conditions.Fact(file, by["granted"], FactType.YesNo) };
        }

        BanWindow? window = null;
        if (file.Map(map["window"], "from", "term", "act") is { } time
            && conditions.Fact(file, time["from"] ?? Missing(file, time.Node, "from"), FactType.Date) is { } from
            && conditions.Fact(file, time["act"] ?? Missing(file, time.Node, "act"), FactType.Date) is { } act
            && TermOf(file, time["term"] ?? Missing(file, time.Node, "term")) is { } term)
        {
            window = new(term) { From = from, Act = act };
        }

        return new() { Forbids = forbids, Exceptions = Exceptions(file, map), Exemption = exemption, Window = window };
    }

    private JudgementShape Judgement(YamlFile file, YamlMap map)
    {
        if (!map.Has("grounds") && !map.Has("criteria"))
        {
            file.Complain(map.Node, Texts.YamlMissing, "grounds / criteria");
        }

        List<Bilingual> criteria = [];
        if (file.Map(map["criteria"], "nl", "en") is { } lists)
        {
            var (nl, en) = (file.TextList(lists["nl"]), file.TextList(lists["en"]));
            if (nl.Count != en.Count)
            {
                file.Complain(lists.Node, Texts.CriteriaUneven, nl.Count, en.Count);
            }

            criteria.AddRange(nl.Zip(en, (n, e) => new Bilingual(n, e)));
        }

        return new() { Grounds = conditions.Read(file, map["grounds"]), Exceptions = Exceptions(file, map), Decides = map.Bilingual("decides"), Criteria = criteria };
    }

    private RequirementShape Requirement(YamlFile file, YamlMap map)
    {
        (FactDefinition, FactDefinition, Term)? age = null;
        if (file.Map(map["maxAge"], "document", "at", "term") is { } oldest
            && conditions.Fact(file, oldest["document"] ?? Missing(file, oldest.Node, "document"), FactType.Date) is { } document
            && conditions.Fact(file, oldest["at"] ?? Missing(file, oldest.Node, "at"), FactType.Date) is { } at
            && TermOf(file, oldest["term"] ?? Missing(file, oldest.Node, "term")) is { } term)
        {
            age = (document, at, term);
        }

        if (!map.Has("requires") && age is null)
        {
            file.Complain(map.Node, Texts.YamlMissing, "requires");
        }

        return new() { Requires = conditions.Read(file, map["requires"]), MaxAge = age };
    }

    private RetentionShape? Retention(YamlFile file, YamlMap norm)
    {
        if (file.Map(norm["keep"] ?? Missing(file, norm.Node, "keep"), "term", "from") is not { } map || TermOf(file, map["term"] ?? Missing(file, map.Node, "term")) is not { } term)
        {
            return null;
        }

        return conditions.Fact(file, map["from"] ?? Missing(file, map.Node, "from"), FactType.Date) is { } from ? new() { From = from, Term = term } : null;
    }

    private NormExample? Example(YamlFile file, YamlNode node, IReadOnlyList<string> offices, IReadOnlyList<string> bodies, DateOnly from)
    {
        if (file.Map(node, "facts", "office", "body", "date", "gives", "by", "amount", "authority", "missing", "name") is not { } map)
        {
            return null;
        }

        var facts = new CaseFactsBuilder(words.Facts);
        if (map["facts"] is YamlMapping given)
        {
            foreach (var (key, value) in given.Pairs)
            {
                if (conditions.Fact(file, key) is { } fact && file.Text(value) is { } text && facts.Read(fact, text) is { } complaint)
                {
                    file.Complain(value, "{0}", complaint);
                }
            }
        }

        if (!Verdicts.TryRead(map.Required("gives"), out var gives))
        {
            file.Complain(map["gives"] ?? node, Texts.YamlChoice, "gives", map.Text("gives") ?? "", string.Join(", ", Verdicts.All));
            return null;
        }

        var amount = file.Decimal(map["amount"]);
        return new(
            map.Text("office") ?? (offices.Count > 0 ? offices[0] : ""),
            map.Text("body") ?? (bodies.Count > 0 ? bodies[0] : null),
            map.Date("date") ?? from,
            facts.Build(),
            gives,
            map.Date("by"),
            amount is { } euros ? (long)(euros * 100) : null,
            map.Text("authority"),
            file.TextList(map["missing"]),
            file.Origin(node));
    }

    private Exceptions Exceptions(YamlFile file, YamlMap norm) =>
        new([
            .. from node in file.Items(norm["exceptions"])
            let map = file.Map(node, "when", "nl", "en")
            where map is not null
            select new ExceptedCase(new(map.Required("nl"), map.Required("en"))) { When = conditions.Read(file, map["when"] ?? Missing(file, map.Node, "when")) ?? new AnyOf([]) },
        ]);

    private Authority? Authority(YamlFile file, YamlNode? node)
    {
        if (file.Text(node) is not { } code)
        {
            return null;
        }

        if (words.Authorities.TryGetValue(code, out var authority))
        {
            return authority;
        }

        file.Complain(node!, Texts.UnknownAuthority, code);
        return null;
    }

    private Trigger? TriggerOf(YamlFile file, YamlNode? node)
    {
        if (node is YamlMapping)
        {
            var map = file.Map(node, "latest", "earliest")!;
            List<FactDefinition> sources = [.. file.Items(map["latest"] ?? map["earliest"]).Select(n => conditions.Fact(file, n, FactType.Date, FactType.Year)).OfType<FactDefinition>()];
            return sources.Count == 0 ? null : new(sources, map.Has("latest"));
        }

        return conditions.Fact(file, node, FactType.Date, FactType.Year) is { } fact ? new([fact], true) : null;
    }

    private static Term? TermOf(YamlFile file, YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var text = node is YamlMapping ? file.Text(file.Map(node, "next")?["next"]) : file.Text(node);
        if (node is YamlMapping && text is ['0' or '1', _, '-', _, _] && DateOnly.TryParse("2001-" + text, CultureInfo.InvariantCulture, out var day))
        {
            return Term.OfNextYear(day.Month, day.Day);
        }

        if (node is YamlScalar && Term.TryParse(text, out var term))
        {
            return term;
        }

        file.Complain(node, Texts.TermUnreadable, text);
        return null;
    }

    private static Bilingual? Visible(YamlFile file, YamlMap duty)
    {
        if (duty["visible"] is not YamlScalar)
        {
            return duty.Has("visible") ? duty.Bilingual("visible") : null;
        }

        return TermOf(file, duty["visible"]) is { } term
            ? new(term.In(CultureInfo.GetCultureInfo("nl-NL")), term.In(CultureInfo.GetCultureInfo("en-GB")))
            : null;
    }

    private static YamlNode? Missing(YamlFile file, YamlNode? at, string key)
    {
        if (at is not null)
        {
            file.Complain(at, Texts.YamlMissing, key);
        }

        return null;
    }
}
