// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Text;

namespace Onkreukbaar.Registers.Organisations;

/// <summary>
/// The key of an organisation in an address: readable where the key is plain (<c>voorbeeldschool</c> → <c>voorbeeldschool</c>,
/// <c>kvk:90000001</c> → <c>kvk-90000001</c>, a public body → <c>overheid-</c> with its id), else its bytes in base64url after <c>b-</c>. Each key
/// has one address and each address one key.
/// </summary>
internal static class OrganisationSlug
{
    private const string BodyKey = "overheid:";
    private const string BodySlug = "overheid-";

    /// <summary>The key of a public body.</summary>
    public static string KeyOf(Guid body) => BodyKey + body.ToString("N");

    /// <summary>The public body of a key; null when it is the key of another organisation.</summary>
    public static Guid? BodyOf(string key) => key.StartsWith(BodyKey, StringComparison.Ordinal) ? Id(key.AsSpan(BodyKey.Length)) : null;

    public static string Of(string key)
    {
        if (BodyOf(key) is { } body)
        {
            return BodySlug + body.ToString("N");
        }

        if (key.StartsWith("kvk:", StringComparison.Ordinal) && key.Length == 12)
        {
            return "kvk-" + key[4..];
        }

        var plain = key.Length <= 120 && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == ' ');
        var slug = key.Replace(' ', '-');
        // A name may begin with "overheid"; only one that looks like the address of a body is written otherwise.
        return plain && !slug.StartsWith("kvk-", StringComparison.Ordinal) && !slug.StartsWith("b-", StringComparison.Ordinal) && BodyIn(slug) is null
            ? slug
            : "b-" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));
    }

    /// <summary>The key of an address; null when it is not one that <see cref="Of"/> makes, or nothing was given.</summary>
    public static string? Read(string? slug)
    {
        if (string.IsNullOrEmpty(slug))
        {
            return null;
        }

        if (slug.StartsWith("kvk-", StringComparison.Ordinal))
        {
            return "kvk:" + slug[4..];
        }

        if (slug.StartsWith("b-", StringComparison.Ordinal))
        {
            return Base64Url.IsValid(slug.AsSpan(2)) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(slug.AsSpan(2))) : slug;
        }

        return BodyIn(slug) is { } body ? KeyOf(body) : slug.Replace('-', ' ');
    }

    private static Guid? BodyIn(string slug) => slug.StartsWith(BodySlug, StringComparison.Ordinal) ? Id(slug.AsSpan(BodySlug.Length)) : null;

    // Only in the form in which it is written: one body has one address.
    private static Guid? Id(ReadOnlySpan<char> text) =>
        Guid.TryParseExact(text, "N", out var id) && text.SequenceEqual(id.ToString("N")) ? id : null;
}
