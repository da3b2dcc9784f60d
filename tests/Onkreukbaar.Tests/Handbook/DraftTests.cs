// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Calendar;
using Onkreukbaar.Norms.Drafting;
using Onkreukbaar.Norms.Library;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Handbook;

/// <summary>What the form makes of every norm that it can set, at each kind of body.</summary>
public sealed class DraftTests
{
    private static readonly DateOnly From = new(2026, 11, 1);

    public static TheoryData<string> Kinds => ["gemeente", "provincie", "waterschap", "ministerie", "kamer"];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_norm_that_can_be_set_gives_a_file_that_passes_the_check(string kind)
    {
        var settable = Settable(kind);
        settable.ShouldNotBeEmpty();
        foreach (var norm in settable.Where(n => n.Settings.Any))
        {
            foreach (var own in Stricter(norm))
            {
                var yaml = Draft(kind, new DraftNorm(norm, own)).Write(NormShelf.Shipped, LibraryLoader.Shipped);
                var code = LocalCodes.Read(NormShelf.Shipped, kind, "code.yaml", yaml, out var errors);
                errors.ShouldBeEmpty($"{norm.Norm.Id}: {string.Join('\n', errors)}\n{yaml}");
                var made = code!.Norms.ShouldHaveSingleItem();
                (norm.Relation == NormRelation.Tightens ? NormSettings.Bounds(made) : NormSettings.Of(made)).ShouldBe(own, norm.Norm.Id);
                made.Status.ShouldBe(NormStatus.Local);
                NoOldValue(norm, own, made);
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_defaults_can_be_taken_over_together_as_they_are(string kind)
    {
        var defaults = Settable(kind).Where(n => n.Relation == NormRelation.Fills && n.Norm.Status == NormStatus.Default).ToList();
        if (defaults.Count == 0)
        {
            return;
        }

        var yaml = Draft(kind, [.. defaults.Select(n => new DraftNorm(n, n.Settings))]).Write(NormShelf.Shipped, LibraryLoader.Shipped);
        var code = LocalCodes.Read(NormShelf.Shipped, kind, "code.yaml", yaml, out var errors);
        errors.ShouldBeEmpty(string.Join('\n', errors));
        var own = NormShelf.Shipped.WithLocal([code!]);
        own.Norms.Count(n => n.Status == NormStatus.Local).ShouldBe(defaults.Count);
        foreach (var office in Offices(kind))
        {
            own.For(office, kind, From).ShouldNotContain(n => n.Status == NormStatus.Default);
            own.For(office, kind, From.AddDays(-1)).Select(n => n.Id).ShouldBe(NormShelf.Shipped.For(office, kind, From.AddDays(-1)).Select(n => n.Id), ignoreOrder: true);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_milder_than_the_law_is_refused_with_the_article(string kind)
    {
        foreach (var norm in Settable(kind).Where(n => n.Relation == NormRelation.Tightens))
        {
            var milder = norm.Settings.Cents is { } cents ? norm.Settings with { Cents = cents + 1 } : norm.Settings with { Term = Longer(norm) };
            var yaml = Draft(kind, new DraftNorm(norm, milder)).Write(NormShelf.Shipped, LibraryLoader.Shipped);
            LocalCodes.Read(NormShelf.Shipped, kind, "code.yaml", yaml, out var errors).ShouldBeNull(norm.Norm.Id);
            errors.ShouldContain(e => e.Message.Contains(norm.Norm.Citation.ToString(), StringComparison.Ordinal), norm.Norm.Id);
        }
    }

    [Fact]
    public void A_code_for_one_office_leaves_the_default_for_the_others()
    {
        var norm = Settable("gemeente").Single(n => n.Norm.Id == "mgc-geschenk-melden-bestuurders");
        var draft = Draft("gemeente", new DraftNorm(norm, norm.Settings with { Cents = 25_00 })) with { Offices = ["wethouder"] };
        var code = LocalCodes.Read(NormShelf.Shipped, "gemeente", "code.yaml", draft.Write(NormShelf.Shipped, LibraryLoader.Shipped), out var errors);
        errors.ShouldBeEmpty();

        var own = NormShelf.Shipped.WithLocal([code!]);

        own.For("wethouder", "gemeente", From).ShouldNotContain(n => n.Id == norm.Norm.Id);
        own.For("burgemeester", "gemeente", From).ShouldContain(n => n.Id == norm.Norm.Id);
        own.For("burgemeester", "gemeente", From).ShouldNotContain(n => n.Status == NormStatus.Local);
        own.For("wethouder", "gemeente", From.AddDays(-1)).ShouldContain(n => n.Id == norm.Norm.Id);
    }

    private static IEnumerable<NormSettings> Stricter(SettableNorm norm)
    {
        var old = norm.Settings;
        if (old.Cents is { } cents)
        {
            yield return old with { Cents = cents / 2 };
            yield return old with { Cents = 12_34 };
        }

        if (old.Term is { } term)
        {
            // A ban is stricter when it lasts longer, a duty when it must be done sooner.
            var longer = norm.Norm.Shape is Onkreukbaar.Norms.Evaluation.BanShape;
            foreach (var text in longer ? new[] { "P3Y", "P40M" } : norm.Relation == NormRelation.Fills ? ["P3D", "P2W", "P1M", "P5WD", "terstond"] : ["P3D", "P1D"])
            {
                Term.TryParse(text, out var own).ShouldBeTrue();
                if (own != term && (own.IsCounted || norm.CanBeAtOnce))
                {
                    yield return old with { Term = own };
                }
            }
        }

        if (old.Recipient is not null && norm.Relation == NormRelation.Fills)
        {
            yield return old with { Recipient = "burgemeester" };
        }

        if (old is { Cents: not null, Term: not null })
        {
            yield return old with { Cents = 10_00, Term = Parse("P2D") };
        }
    }

    // Title and explanation say what the code says, and no longer what the default said.
    private static void NoOldValue(SettableNorm norm, NormSettings own, Norm made)
    {
        foreach (var culture in new[] { "nl-NL", "en-GB" }.Select(CultureInfo.GetCultureInfo))
        {
            var (title, text) = (made.Title.In(culture), made.Explanation.In(culture));
            var before = norm.Norm.Explanation.In(culture);
            title.ShouldNotBeEmpty();
            text.ShouldNotBeEmpty();
            text.ShouldNotContain("eigen code kan");
            if (own.Cents != norm.Settings.Cents)
            {
                var old = (norm.Settings.Cents!.Value / 100m).ToString("N0", culture) + " euro";
                title.ShouldNotContain(old, Case.Insensitive, norm.Norm.Id);
                text.ShouldNotContain(old, Case.Insensitive, norm.Norm.Id);
            }

            if (own.Term != norm.Settings.Term && own.Term!.IsCounted)
            {
                text.ShouldContain(own.Term.In(culture), Case.Insensitive, $"{norm.Norm.Id}: {before}");
            }
        }
    }

    private static Term Longer(SettableNorm norm) =>
        norm.Norm.Shape is Onkreukbaar.Norms.Evaluation.BanShape ? Parse("P1D") : Parse("P900M");

    private static Term Parse(string text) => Term.TryParse(text, out var term) ? term : throw new ArgumentException(text, nameof(text));

    private static IReadOnlyList<SettableNorm> Settable(string kind) => SettableNorm.Of(NormShelf.Shipped, kind, Offices(kind), From);

    private static List<string> Offices(string kind) => [.. NormShelf.Shipped.Offices.Where(o => o.Bodies.Contains(kind) || o.Code == "organisatie").Select(o => o.Code)];

    private static CodeDraft Draft(string kind, params IReadOnlyList<DraftNorm> norms) =>
        new()
        {
            Id = "eigen-code",
            Title = new("Eigen: \"code\" & meer", "Own code"),
            From = From,
            Adopted = new(From.AddDays(-30), "de gemeenteraad"),
            BodyKind = kind,
            Offices = Offices(kind),
            Norms = norms,
        };
}
