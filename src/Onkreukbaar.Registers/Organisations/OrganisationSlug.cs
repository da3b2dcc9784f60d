// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Text;
using System.Text;

namespace Onkreukbaar.Registers.Organisations;

/// <summary>
/// The key of an organisation in an address: readable where the key is plain (<c>voorbeeldschool</c> → <c>voorbeeldschool</c>,
/// <c>kvk:90000001</c> → <c>kvk-90000001</c>), else its bytes in base64url after <c>b-</c>. Each key has one address and each address one key.
/// </summary>
internal static class OrganisationSlug
{
    public static string Of(string key)
    {
        if (key.StartsWith("kvk:", StringComparison.Ordinal) && key.Length == 12)
        {
            return "kvk-" + key[4..];
        }

        var plain = key.Length <= 120 && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == ' ');
        var slug = key.Replace(' ', '-');
        return plain && !slug.StartsWith("kvk-", StringComparison.Ordinal) && !slug.StartsWith("b-", StringComparison.Ordinal)
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

        return slug.Replace('-', ' ');
    }
}
