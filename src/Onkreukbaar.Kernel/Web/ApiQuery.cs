// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// Reads the query parameters of an API request. All that is wrong is said at once: unreadable values, a parameter that occurs twice, and
/// parameters that the operation does not know (a misspelt filter that is silently ignored gives a wrong answer, so it is refused).
/// <code>
/// var query = ApiQuery.Of(http);
/// var text = query.Take("zoek", TextInput.Optional(query["zoek"], 200));
/// var paging = query.Paging();
/// var sort = query.Sort("naam", "soort");
/// query.Check();
/// </code>
/// </summary>
public sealed class ApiQuery
{
    private readonly HttpContext http;
    private readonly FormErrors errors = new();

    private ApiQuery(HttpContext http)
    {
        this.http = http;
        var known = http.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>()?.Parameters ?? [];
        foreach (var (name, values) in http.Request.Query)
        {
            if (!known.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal)))
            {
                errors.Add(name, "parameter.onbekend", Format(Texts.ApiParameterUnknown, string.Join(", ", known.Select(p => p.Name))));
            }
            else if (values.Count > 1)
            {
                errors.Add(name, "parameter.dubbel", Texts.ApiParameterTwice);
            }
        }
    }

    /// <summary>The value as sent; null when the parameter is not there.</summary>
    public string? this[string name] => http.Request.Query.TryGetValue(name, out var value) ? value[0] : null;

    /// <summary>Starts reading.</summary>
    public static ApiQuery Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return new(http);
    }

    /// <summary>What is wrong so far; rules over several parameters add to it.</summary>
    public FormErrors Errors => errors;

    /// <summary>Notes what is wrong with a parameter and hands on its value.</summary>
    public T Take<T>(string name, Parsed<T> parsed) => errors.Take(name, parsed);

    /// <summary>A choice among codes; null when the parameter is not there.</summary>
    public string? Choice(string name, IReadOnlyCollection<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var value = this[name];
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (!codes.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(name, "keuze.onbekend", Format(Texts.ChoiceUnknown, string.Join(", ", codes)));
            return null;
        }

        return value;
    }

    /// <summary><c>page</c> (from 1) and <c>pageSize</c> (at most 200).</summary>
    public ApiPaging Paging(int defaultSize = 50) =>
        new(errors.Take("page", PageInput.Number(this["page"])), errors.Take("pageSize", PageInput.Size(this["pageSize"], defaultSize)));

    /// <summary><c>peildatum</c> and <c>bekendOp</c>.</summary>
    public ViewMoment View() =>
        new(errors.Take("peildatum", PeildatumInput.Parse(this["peildatum"])), errors.Take("bekendOp", BekendOpInput.Parse(this["bekendOp"])));

    /// <summary><c>sorteer</c>: one of the fields, with a minus for descending; the first one when it is not there.</summary>
    public ApiSort Sort(params IReadOnlyList<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var value = this["sorteer"];
        if (string.IsNullOrEmpty(value))
        {
            return new(fields[0], Descending: false);
        }

        var descending = value[0] == '-';
        var field = descending ? value[1..] : value;
        if (!fields.Contains(field, StringComparer.Ordinal))
        {
            errors.Add("sorteer", "keuze.onbekend", Format(Texts.ChoiceUnknown, string.Join(", ", fields.SelectMany(f => new[] { f, "-" + f }))));
            return new(fields[0], Descending: false);
        }

        return new(field, descending);
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ProblemException">400 with everything that is wrong.</exception>
    public void Check() => errors.ThrowIfAny();

    private static string Format(string text, string value) => string.Format(System.Globalization.CultureInfo.CurrentCulture, text, value);
}

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Size">Items per page.</param>
public sealed record ApiPaging(int Page, int Size)
{
    /// <summary>Items before the page.</summary>
    public int Skip => (Page - 1) * Size;
}

/// <summary>Order of a list.</summary>
/// <param name="Field">Name on the wire.</param>
/// <param name="Descending">From high to low.</param>
public sealed record ApiSort(string Field, bool Descending);
