// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Forms;

/// <summary>One field with its error, in the order in which the form was read.</summary>
public sealed record FormError(string Field, string Code, string Message);

/// <summary>
/// Collects what is wrong with a form while its fields are read one by one, so that a person sees all errors at once, beside everything
/// that was typed:
/// <code>
/// var errors = new FormErrors();
/// var description = errors.Take("omschrijving", TextInput.Required(form.Omschrijving, 255));
/// var start = errors.Take("datumAanvang", PartialDateInput.Optional(form.DatumAanvang));
/// if (errors.Any) { /* 422 with the form, these errors and what was typed */ }
/// </code>
/// </summary>
public sealed class FormErrors
{
    private readonly List<FormError> _all = [];
    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);

    /// <summary>At least one field is wrong: the values taken so far must not be used.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>All errors, in reading order: the order of the error summary.</summary>
    public IReadOnlyList<FormError> All => _all;

    /// <summary>The first error of a field, or null.</summary>
    public FormError? this[string field] => _all.Find(error => error.Field == field);

    /// <summary>Notes the error of the field, if any, and hands on the value. Only use the value when <see cref="Any"/> is false.</summary>
    public T Take<T>(string field, Parsed<T> parsed)
    {
        _typed[field] = parsed.Raw;
        if (parsed.Error is { } error)
        {
            Add(field, error);
        }

        return parsed.Value;
    }

    /// <summary>An error found by a rule over several fields, such as an end before the start; shown at the field named.</summary>
    public void Add(string field, FieldError error) => _all.Add(new(field, error.Code, error.Message));

    /// <inheritdoc cref="Add(string, FieldError)"/>
    public void Add(string field, string code, string message) => _all.Add(new(field, code, message));

    /// <summary>Status of the page that shows the form again: 422 when a field is wrong, 409 when somebody else was first, else 200.</summary>
    public int StatusCode(bool changed) =>
        Any ? StatusCodes.Status422UnprocessableEntity : changed ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;

    /// <summary>What was typed in a field that has been taken; empty for any other.</summary>
    public string Typed(string field) => _typed.GetValueOrDefault(field, "");
}
