// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Problems;

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
