// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// The framework refuses a form as a whole when one field holds a NUL: the typist would lose everything for a sentence that names nothing. Here
/// the form is read all the same; the field's own parser then refuses the character, beside what was typed.
/// </summary>
internal static class WholeForms
{
    /// <summary>Forms are texts; what is longer goes its ordinary way.</summary>
    private const int Longest = 1024 * 1024;
    private const int MostFields = 1024;

    public static async Task ReadAsync(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        if (
            HttpMethods.IsPost(request.Method)
            && request.ContentLength is > 0 and <= Longest
            && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true
        )
        {
            request.EnableBuffering(Longest, Longest);
            try
            {
                await request.ReadFormAsync(http.RequestAborted);
            }
            catch (InvalidDataException) when (!http.RequestAborted.IsCancellationRequested)
            {
                request.Body.Position = 0;
                using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
                var text = await reader.ReadToEndAsync(http.RequestAborted);
                if (!text.Contains("%00", StringComparison.Ordinal) || text.Count(c => c == '&') >= MostFields)
                {
                    // Something else is wrong with it, or a limit was passed: that stays refused.
                    throw;
                }

                request.Form = Parse(text);
            }
        }

        await next(http);
    }

    private static FormCollection Parse(string text)
    {
        var fields = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]);
            fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), value);
        }

        return new FormCollection(fields);
    }
}
