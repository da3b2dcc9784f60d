// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Kernel.Text;

namespace Onkreukbaar.Kernel.Forms;

/// <summary>
/// What is wrong with one field. <paramref name="Code"/> is stable and part of the API (<c>datum.onbestaand</c>); <paramref name="Message"/>
/// is a sentence in the current UI language that says what is wrong and what to do.
/// </summary>
public sealed record FieldError(string Code, string Message);

/// <summary>
/// The outcome of reading one typed value: <see cref="Value"/> when <see cref="Ok"/>, else <see cref="Error"/>. <see cref="Raw"/> is
/// exactly what was typed, so that a form can show it again. Every parser offers <c>Required</c> (empty is an error; value of type T) and
/// <c>Optional</c> (empty is null; value of type T?), and throws for no input whatever.
/// </summary>
public readonly record struct Parsed<T>
{
    private readonly string? _raw;
    private readonly T? _value;

    internal Parsed(string? raw, T? value, FieldError? error, bool isEmpty)
    {
        _raw = raw;
        _value = value;
        Error = error;
        IsEmpty = isEmpty;
    }

    /// <summary>As typed; never null.</summary>
    public string Raw => _raw ?? "";

    /// <summary>The value. Only meaningful when <see cref="Ok"/>; otherwise the type's default.</summary>
    public T Value => _value!;

    public FieldError? Error { get; }

    /// <summary>Nothing was typed, or only white space and invisible characters.</summary>
    public bool IsEmpty { get; }

    public bool Ok => Error is null;
}

/// <summary>The common steps of all parsers: refuse characters that never belong, strip the ends, then empty or not.</summary>
internal static class Parsed
{
    public static Parsed<T> Good<T>(string? raw, T value) => new(raw, value, null, false);

    public static Parsed<T> Bad<T>(string? raw, string code, string message) => new(raw, default, new(code, message), false);

    public static Parsed<T> Bad<T>(string? raw, string code, string format, params ReadOnlySpan<object?> values) =>
        new(raw, default, new(code, string.Format(CultureInfo.CurrentCulture, format, values)), false);

    public static Parsed<T> Required<T>(string? raw, Func<string, Parsed<T>> read, string? missing = null) =>
        Start<T>(raw) is { } stop
            ? stop.IsEmpty ? new(raw, default, new("veld.verplicht", missing ?? Texts.FieldRequired), true) : stop
            : read(CleanText.Line(raw!));

    public static Parsed<T?> OptionalValue<T>(string? raw, Func<string, Parsed<T>> read)
        where T : struct
    {
        if (Start<T?>(raw) is { } stop)
        {
            return stop;
        }

        var parsed = read(CleanText.Line(raw!));
        return new(raw, parsed.Ok ? parsed.Value : null, parsed.Error, false);
    }

    public static Parsed<T?> OptionalRef<T>(string? raw, Func<string, Parsed<T>> read)
        where T : class
    {
        if (Start<T?>(raw) is { } stop)
        {
            return stop;
        }

        var parsed = read(CleanText.Line(raw!));
        return new(raw, parsed.Ok ? parsed.Value : null, parsed.Error, false);
    }

    /// <summary>An outcome that ends the reading at once (empty, or a character that never belongs), else null.</summary>
    public static Parsed<T>? Start<T>(string? raw)
    {
        if (string.IsNullOrEmpty(raw))
        {
            return new(raw, default, null, true);
        }

        if (CleanText.FirstForbidden(raw) is var at and >= 0)
        {
            return Bad<T>(raw, "tekst.verboden-teken", Texts.TextForbidden, Name(raw[at]), at + 1);
        }

        return CleanText.IsBlank(raw) ? new(raw, default, null, true) : null;
    }

    private static string Name(char character) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)character:X4}");
}
