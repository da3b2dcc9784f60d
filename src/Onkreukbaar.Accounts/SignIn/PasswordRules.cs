// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Onkreukbaar.Kernel.Forms;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>
/// Long rather than complicated (NIST SP 800-63B, NCSC): at least 12 characters, anything allowed, and none of the passwords that
/// everybody tries first.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    public const int MinLength = 12;

    /// <summary>Longer would only make the hashing slow.</summary>
    public const int MaxLength = 200;

    // Compared with the letters of a password: digits and signs around a common word do not make it a secret.
    private static readonly FrozenSet<string> Common = FrozenSet.Create(
        StringComparer.Ordinal,
        "", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "admin", "administrator", "adminadmin", "amsterdam", "azerty", "azertyuiop", "beheer",
        "beheerder", "changeme", "computer", "dragon", "feyenoord", "football", "geheim", "geheimpje", "gemeente", "gemeentehuis", "griffie", "griffier",
        "herfst", "hetwachtwoord", "ikhouvanjou", "iloveyou", "integriteit", "lente", "letmein", "mijnwachtwoord", "monkey", "nederland", "nieuwwachtwoord",
        "onkreukbaar", "passw", "password", "passwordpassword", "passwort", "princess", "pssw", "pssword", "qazwsxedc", "qwer", "qwert", "qwerty",
        "qwertyqwerty", "qwertyuiop", "qwertyuiopasdf", "qwertyuiopasdfghjkl", "qwertyuiopas", "rotterdam", "sunshine", "superman", "supergeheim", "trustno",
        "voetbal", "wachtwoord", "wachtwoordwachtwoord", "welcome", "welkom", "welkombij", "welkomwelkom", "whatever", "winter", "ww", "zomer", "zonneschijn"
    );

    /// <summary>What is wrong with a password; null when it will do.</summary>
    public static FieldError? Check(string password, Account account)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(account);
        if (password.Length < MinLength)
        {
            return new("wachtwoord.kort", string.Format(CultureInfo.CurrentCulture, Texts.PasswordTooShort, MinLength));
        }

        if (password.Length > MaxLength)
        {
            return new("wachtwoord.lang", string.Format(CultureInfo.CurrentCulture, Texts.PasswordTooLong, MaxLength));
        }

        var letters = string.Concat(password.Where(char.IsLetter)).ToLowerInvariant();
        var local = account.Email?.Split('@')[0].ToLowerInvariant();
        return Common.Contains(letters)
            || password.ToLowerInvariant().Distinct().Count() < 5
            || (local is { Length: > 3 } && password.Contains(local, StringComparison.OrdinalIgnoreCase))
            ? new("wachtwoord.bekend", Texts.PasswordCommon)
            : null;
    }

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(Check(password ?? "", user) is { } error ? IdentityResult.Failed(new IdentityError { Code = error.Code }) : IdentityResult.Success);
}
