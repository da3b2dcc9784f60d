// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Design;

/// <summary>The colours of our own theme reach the contrast that WCAG 2.2 asks (1.4.3 and 1.4.11).</summary>
public sealed partial class ThemeTests
{
    [Theory]
    [InlineData("ink", "paper", 7)]
    [InlineData("ink", "surface", 7)]
    [InlineData("ink", "sunken", 7)]
    [InlineData("muted", "paper", 4.5)]
    [InlineData("muted", "sunken", 4.5)]
    [InlineData("primary", "paper", 4.5)]
    [InlineData("on-primary", "primary", 4.5)]
    [InlineData("on-primary", "primary-strong", 4.5)]
    [InlineData("primary-strong", "primary-tint", 4.5)]
    [InlineData("danger", "paper", 4.5)]
    [InlineData("danger", "danger-tint", 4.5)]
    [InlineData("ink", "danger-tint", 7)]
    [InlineData("ink", "warning-tint", 7)]
    [InlineData("ink", "positive-tint", 7)]
    [InlineData("ink", "info-tint", 7)]
    [InlineData("on-footer", "footer", 7)]
    [InlineData("line-strong", "surface", 3)]
    [InlineData("line-strong", "paper", 3)]
    [InlineData("accent", "paper", 3)]
    public void Text_and_lines_stand_out_from_their_ground(string front, string ground, double least) =>
        Contrast(Colour(front), Colour(ground)).ShouldBeGreaterThanOrEqualTo(least);

    [Fact]
    public void Black_on_white_is_twenty_one_to_one_and_grey_on_grey_is_caught()
    {
        Contrast("#000000", "#ffffff").ShouldBe(21, 0.01);
        Contrast("#777777", "#ffffff").ShouldBeLessThan(4.5);
    }

    private static string Colour(string name)
    {
        var css = StyleSheet.Text;
        var theme = css[css.IndexOf(".onkreukbaar-theme{", StringComparison.Ordinal)..];
        var value = Token().Matches(theme).First(m => m.Groups["name"].Value == name).Groups["value"].Value;
        return value.Length == 4 ? string.Concat("#", string.Concat(value.Skip(1).SelectMany(c => new[] { c, c }))) : value;
    }

    private static double Contrast(string a, string b)
    {
        var (first, second) = (Luminance(a), Luminance(b));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    [GeneratedRegex("--ob-color-(?<name>[a-z-]+):(?<value>#[0-9a-f]{3,6})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
