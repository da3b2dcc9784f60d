// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;

namespace Onkreukbaar.Norms;

/// <summary>A text of the library in both languages of the screens.</summary>
/// <param name="Nl">Dutch, B1.</param>
/// <param name="En">English.</param>
public sealed record Bilingual(string Nl, string En)
{
    /// <summary>In the language of the reader; Dutch unless that is English.</summary>
    public string In(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return string.Equals(culture.TwoLetterISOLanguageName, "en", StringComparison.Ordinal) ? En : Nl;
    }

    /// <summary>In the language of the current request.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);
}
