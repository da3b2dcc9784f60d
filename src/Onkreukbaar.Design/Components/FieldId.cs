// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Design;

/// <summary>From a form field's name to the ids in the page, so that labels, hints, errors and the error summary always meet.</summary>
public static class FieldId
{
    /// <summary>The id of the control with this name: only letters, digits and hyphens, starting with <c>veld-</c>.</summary>
    public static string Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return "veld-" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
    }

    internal static string? DescribedBy(string id, bool hint, bool error, bool limit = false)
    {
        var parts = new List<string>(3);
        if (hint) parts.Add(id + "-uitleg");
        if (limit) parts.Add(id + "-lengte");
        if (error) parts.Add(id + "-fout");
        return parts.Count == 0 ? null : string.Join(' ', parts);
    }
}
