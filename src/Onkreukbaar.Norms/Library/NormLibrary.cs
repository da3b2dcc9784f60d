// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;

namespace Onkreukbaar.Norms.Library;

/// <summary>
/// Normenbibliotheek: all norms in all versions. It answers which norms hold for an office on a date, and what follows from the facts of a case.
/// Never changes once made; local norms of a body give another library (<see cref="WithLocal"/>).
/// </summary>
public sealed class NormLibrary
{
    private static readonly Era Nothing = new(DateOnly.MinValue, []);
    private readonly ConcurrentDictionary<string, Era[]> eras = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<NormFile> files;

    internal NormLibrary(NormVocabulary words, IReadOnlyList<Norm> norms, IReadOnlyList<NormFile> files)
    {
        (Vocabulary, Norms, this.files) = (words, norms, files);
    }

    internal IReadOnlyList<NormFile> Files => files;

    /// <summary>All norms in all versions, in the order of acts and files.</summary>
    public IReadOnlyList<Norm> Norms { get; }

    /// <summary>The facts that a question may hold.</summary>
    public FactCatalogue Facts => Vocabulary.Facts;

    /// <summary>The offices that norms speak of, in the order of a list.</summary>
    public IReadOnlyCollection<NormOffice> Offices => (IReadOnlyCollection<NormOffice>)Vocabulary.Offices.Values;

    /// <summary>Who can receive, decide or exempt, in the order of a list.</summary>
    public IReadOnlyCollection<Authority> Authorities => (IReadOnlyCollection<Authority>)Vocabulary.Authorities.Values;

    internal NormVocabulary Vocabulary { get; }

    /// <summary>Why the norms with this compare key differ between acts or offices; null when no source that was read says so.</summary>
    public DifferenceReason? WhyDifferent(string compare) => Vocabulary.Differences.GetValueOrDefault(compare);

    /// <summary>The acts and codes there are.</summary>
    public IEnumerable<Regulation> Regulations => files.Select(f => f.Regulation).DistinctBy(r => r.Id, StringComparer.Ordinal);

    /// <summary>Whether norms know this office.</summary>
    public bool Knows(string office) => Vocabulary.Offices.ContainsKey(office);

    /// <summary>The office of this code; null when norms do not know it.</summary>
    public NormOffice? Office(string code) => Vocabulary.Offices.GetValueOrDefault(code);

    /// <summary>All versions of a norm, oldest first.</summary>
    public IReadOnlyList<Norm> Versions(string id) => [.. Norms.Where(n => n.Id == id).OrderBy(n => n.Validity.From)];

    /// <summary>The norms that hold for an office on a date; bills and defaults among them, marked by their status.</summary>
    /// <param name="office">Code; an unknown one has no norms.</param>
    /// <param name="bodyKind">Kind of the body; null: whatever body.</param>
    /// <param name="date">Day of the law.</param>
    public IReadOnlyList<Norm> For(string office, string? bodyKind, DateOnly date)
    {
        var all = At(office, date);
        return bodyKind is null ? all : [.. all.Where(n => AppliesTo(n, bodyKind))];
    }

    /// <summary>What follows from each norm that holds for the question's office on its date.</summary>
    /// <param name="question">The case.</param>
    /// <param name="all">Also norms that are not in play; else these are left out.</param>
    public IReadOnlyList<Finding> Evaluate(Question question, bool all = false)
    {
        ArgumentNullException.ThrowIfNull(question);
        List<Finding> findings = [];
        foreach (var norm in At(question.Office, question.Date))
        {
            if (question.BodyKind is { } kind && !AppliesTo(norm, kind))
            {
                continue;
            }

            var outcome = Evaluator.Evaluate(norm, question);
            if (all || outcome.Verdict != Verdict.NotApplicable)
            {
                findings.Add(new(norm, question, outcome));
            }
        }

        return findings;
    }

    /// <summary>What follows from one norm.</summary>
    public static Finding Apply(Norm norm, Question question)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return new(norm, question, Evaluator.Evaluate(norm, question));
    }

    /// <summary>This library with the codes of one body in it: a local norm takes the place of the default that it fills.</summary>
    /// <param name="local">Codes of the body that passed the check (<see cref="LocalCodes.Read"/>), each read for this library only.</param>
    /// <exception cref="BrokenLibraryException">The codes contradict each other.</exception>
    public NormLibrary WithLocal(IReadOnlyList<LocalCode> local)
    {
        ArgumentNullException.ThrowIfNull(local);
        if (local.Count == 0)
        {
            return this;
        }

        List<LibraryError> errors = [];
        List<NormFile> own = [.. local.Select(l => l.File)];
        var merged = LocalMerge.Of(Norms, own, errors);
        return errors.Count > 0 ? throw new BrokenLibraryException(errors) : new(Vocabulary, merged, [.. files, .. own]);
    }

    /// <summary>Who adopted the local code that a norm stands in, and when; null for a national norm.</summary>
    public Adoption? AdoptionOf(Norm norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return norm.Status != NormStatus.Local ? null : files.FirstOrDefault(f => f.Adoption is not null && norm.Origin.StartsWith(f.Name + ":", StringComparison.Ordinal))?.Adoption;
    }

    /// <summary>Whether a norm can concern a body of this kind: by the kinds it names, and by its offices.</summary>
    public bool Concerns(Norm norm, string bodyKind)
    {
        ArgumentNullException.ThrowIfNull(norm);
        return AppliesTo(norm, bodyKind) && norm.Offices.Any(o => Office(o) is { } office && (office.Bodies.Count == 0 || office.Bodies.Contains(bodyKind, StringComparer.Ordinal)));
    }

    private static bool AppliesTo(Norm norm, string bodyKind)
    {
        if (norm.Bodies.Count == 0)
        {
            return true;
        }

        foreach (var kind in norm.Bodies)
        {
            if (string.Equals(kind, bodyKind, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private Norm[] At(string office, DateOnly date)
    {
        if (!Knows(office))
        {
            return [];
        }

        var found = Nothing;
        foreach (var era in eras.GetOrAdd(office, Eras))
        {
            if (era.From > date)
            {
                break;
            }

            found = era;
        }

        return found.Norms;
    }

    // Between two days on which some norm begins or ends, the norms of an office do not change.
    private Era[] Eras(string office)
    {
        List<Norm> own = [.. Norms.Where(n => n.Offices.Contains(office, StringComparer.Ordinal))];
        return
        [
            .. own.SelectMany(n => new[] { n.Validity.From, n.Validity.Until }).OfType<DateOnly>().Distinct().Order()
                .Select(d => new Era(d, [.. own.Where(n => n.Validity.Contains(d))])),
        ];
    }

    private sealed record Era(DateOnly From, Norm[] Norms);
}
