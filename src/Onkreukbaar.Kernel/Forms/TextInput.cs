// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Kernel.Forms;

/// <summary>
/// Free text. Composed (NFC), stripped; a single line has its white space collapsed. Length counts Unicode code points after that
/// (<see cref="CleanText.Length"/>): it equals the column's length in PostgreSQL and is bounded in storage, while counting what a reader
/// sees as one character would let one "character" carry thousands of marks. Refuses what <see cref="CleanText.FirstForbidden"/> refuses.
/// </summary>
public static class TextInput
{
    /// <summary>Codes: <c>veld.verplicht</c>, <c>tekst.te-lang</c>, <c>tekst.verboden-teken</c>.</summary>
    /// <param name="raw">As typed.</param>
    /// <param name="maxLength">Most code points that fit.</param>
    /// <param name="lines">Line ends are kept (a text area); otherwise they become spaces.</param>
    /// <param name="missing">Own sentence for an empty field ("Vul de naam van de organisatie in").</param>
    public static Parsed<string> Required(string? raw, int maxLength, bool lines = false, string? missing = null)
    {
        var read = Optional(raw, maxLength, lines);
        return read is { IsEmpty: true, Ok: true }
            ? new(raw, null, new("veld.verplicht", missing ?? Texts.FieldRequired), true)
            : new(raw, read.Value, read.Error, false);
    }

    /// <inheritdoc cref="Required"/>
    /// <summary>Null when nothing was typed. Codes: <c>tekst.te-lang</c>, <c>tekst.verboden-teken</c>.</summary>
    public static Parsed<string?> Optional(string? raw, int maxLength, bool lines = false)
    {
        if (Parsed.Start<string?>(raw) is { } stop)
        {
            return stop;
        }

        var text = lines ? CleanText.Lines(raw!) : CleanText.Line(raw!);
        var length = CleanText.Length(text);
        return length > maxLength
            ? Parsed.Bad<string?>(raw, "tekst.te-lang", Texts.TextTooLong, length, maxLength, length - maxLength)
            : Parsed.Good<string?>(raw, text);
    }
}
