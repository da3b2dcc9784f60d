// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// The moment at which a visitor looks at the register: <c>peildatum</c> (what held on a day) and <c>bekendOp</c> (what the register said at
/// a moment). Endpoints take it as a parameter; an unreadable value is a problem with the parameter's name.
/// </summary>
/// <param name="AsOf">Peildatum; null shows everything that is on record.</param>
/// <param name="KnownOn">Bekend op, UTC; null is now.</param>
public sealed record ViewMoment(DateOnly? AsOf, DateTime? KnownOn)
{
    /// <summary>Everything, as known now.</summary>
    public static ViewMoment Now { get; } = new(null, null);

    /// <summary>Whether this is a look back in either sense.</summary>
    public bool IsPast => AsOf is not null || KnownOn is not null;

    /// <summary>The whole Dutch day at whose end the register is asked for; null when there is no such moment, or it is one within a day.</summary>
    public DateOnly? KnownOnDay => KnownOn is { } moment && DutchClock.DateOf(moment) is var day && DutchClock.EndOf(day) == moment ? day : null;

    /// <summary>Peildatum as it stands in an address, ISO 8601; null when there is none.</summary>
    public string? AsOfText => AsOf is { } day ? Iso(day) : null;

    /// <summary>Bekend op as it stands in an address: the date when it is a whole day, else the instant in UTC; null when there is none.</summary>
    public string? KnownOnText =>
        KnownOnDay is { } day ? Iso(day)
        : KnownOn is { } moment ? moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)
        : null;

    /// <summary>The parameters of the moment by name, for a form that leads to another page; empty when it is now.</summary>
    public IReadOnlyDictionary<string, string> Fields
    {
        get
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            if (AsOfText is { } day)
            {
                fields["peildatum"] = day;
            }

            if (KnownOnText is { } moment)
            {
                fields["bekendOp"] = moment;
            }

            return fields;
        }
    }

    /// <summary>
    /// The same moment at another page: adds <c>peildatum</c> and <c>bekendOp</c> to an address of this site. Every link from a page that looks back to
    /// another page that can, is made with it; so a reader never falls back into now unseen.
    /// </summary>
    /// <param name="address">Path with or without a query and fragment; it holds neither parameter.</param>
    public string At(string address) => With(DayAt(address), "bekendOp", KnownOnText);

    /// <summary>As <see cref="At"/>, for pages that know a day but not what was known: the law is what it was.</summary>
    /// <param name="address">As for <see cref="At"/>.</param>
    public string DayAt(string address) => With(address, "peildatum", AsOfText);

    /// <summary>Reads the query string.</summary>
    /// <exception cref="ProblemException">400 with every invalid parameter.</exception>
    public static ValueTask<ViewMoment?> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var errors = new FormErrors();
        var view = new ViewMoment(
            errors.Take("peildatum", PeildatumInput.Parse(http.Request.Query["peildatum"])),
            errors.Take("bekendOp", BekendOpInput.Parse(http.Request.Query["bekendOp"]))
        );
        errors.ThrowIfAny();
        return ValueTask.FromResult<ViewMoment?>(view);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string With(string address, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (value is null)
        {
            return address;
        }

        var at = address.IndexOf('#', StringComparison.Ordinal);
        var fragment = at < 0 ? address.Length : at;
        var sign = address.AsSpan(0, fragment).Contains('?') ? '&' : '?';
        return string.Concat(address.AsSpan(0, fragment), $"{sign}{name}={Uri.EscapeDataString(value)}", address.AsSpan(fragment));
    }
}

/// <summary>From form errors to a problem.</summary>
public static class FormProblems
{
    /// <summary>Ends the request with all invalid parameters; pages with a form show the form again instead.</summary>
    /// <exception cref="ProblemException">Something is invalid.</exception>
    public static void ThrowIfAny(this FormErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Any)
        {
            throw new ProblemException(Problem.Invalid([.. errors.All.Distinct().Select(e => new InvalidField(e.Field, e.Code, e.Message))]));
        }
    }
}
