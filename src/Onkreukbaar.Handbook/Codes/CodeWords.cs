// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Design;
using Onkreukbaar.Handbook.Shared;
using Onkreukbaar.Norms.Library;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Handbook.Codes;

/// <summary>Codes in words.</summary>
internal static class CodeWords
{
    public static string State(CodeState state) =>
        state switch
        {
            CodeState.InForce => Texts.CodeInForce,
            CodeState.Coming => Texts.CodeComing,
            CodeState.Earlier => Texts.CodeEarlier,
            _ => Texts.CodeRetracted,
        };

    public static Tone Tone(CodeState state) =>
        state switch
        {
            CodeState.InForce => Design.Tone.Positive,
            CodeState.Coming => Design.Tone.Info,
            CodeState.Earlier => Design.Tone.Neutral,
            _ => Design.Tone.Negative,
        };

    /// <summary>"Vastgesteld door de gemeenteraad op 3 maart 2026"; a code of an authority gets its name.</summary>
    public static string Adopted(Adoption adoption) =>
        HandbookWords.Say(Texts.AdoptedByOn, NormShelf.Shipped.Authorities.FirstOrDefault(a => string.Equals(a.Code, adoption.By, StringComparison.Ordinal))?.Label.ToString() ?? adoption.By, HandbookWords.Day(adoption.On));

    /// <inheritdoc cref="Adopted(Adoption)"/>
    public static string Adopted(AdoptedCode code) => Adopted(new Adoption(code.AdoptedOn, code.AdoptedBy));
}

/// <summary>A code in a list.</summary>
public sealed record CodeRow(AdoptedCode Code, CodeState State);

/// <summary>A code with its norms, as its pages show it.</summary>
/// <param name="Code">The code.</param>
/// <param name="State">Where it stands today.</param>
/// <param name="Norms">Its norms as adopted; empty when the file cannot be read any more.</param>
/// <param name="Ends">Norms of earlier files that it ended, by id.</param>
/// <param name="Body">The body that adopted it.</param>
/// <param name="Later">The other files of the same code.</param>
public sealed record CodeModel(AdoptedCode Code, CodeState State, IReadOnlyList<CodeNorm> Norms, IReadOnlyList<string> Ends, BodyCard Body, IReadOnlyList<CodeRow> Later)
{
    internal static CodeModel Of(BodyCodes codes, BodyCard body, AdoptedCode code, IReadOnlyList<AdoptedCode> all)
    {
        var national = codes.Shelf.National;
        var read = LocalCodes.Read(national, body.Kind, code.FileName, code.Yaml, out _);
        return new(
            code,
            codes.StateOf(code, all),
            read is null ? [] : [.. read.Norms.Select(n => new CodeNorm(n, Target(national, n, code.From)))],
            read?.Ends ?? [],
            body,
            [.. all.Where(c => c.Id != code.Id && string.Equals(c.Code, code.Code, StringComparison.Ordinal)).Select(c => new CodeRow(c, codes.StateOf(c, all)))]);
    }

    private static Norm? Target(NormLibrary national, Norm norm, DateOnly day) =>
        (norm.Fills ?? norm.Tightens) is { } id && national.Versions(id) is { Count: > 0 } versions ? versions.LastOrDefault(v => v.Validity.Contains(day)) ?? versions[^1] : null;
}

/// <summary>A norm of a code with the national norm that it fills or tightens; null when it stands by itself.</summary>
public sealed record CodeNorm(Norm Norm, Norm? National);
