// SPDX-License-Identifier: EUPL-1.2
using FsCheck;
using FsCheck.Fluent;

namespace Onkreukbaar.Tests.Kernel;

/// <summary>Any string at all, half surrogate pairs included, and strings put together from the pieces that the parsers look for.</summary>
internal static class AnyText
{
    private static readonly string[] Pieces =
    [
        " ", "-", "/", ".", ",", "(", ")", ";", "'", "€", "@", "T", "Z", "+01:00", ":", "\0", "\u202E", "\uD83D", "\uDE00", "😀", "é", "e\u0301", "ĳ", "IJ", "ß",
        "1", "31", "02", "2023", "0000", "9999", "99999999999999999999", "mei", "februari", "mrt.", "vanaf", "van", "tot", "tot en met", "t/m", "sinds",
        "heden", "en eerder", "tussen", "en", "van der", "Berg", "A.B.", "drs.", "MSc", "B.V.", "Stichting", "\t", "\u00A0", "\u2003", "\n", "ben", "d'",
    ];

    public static Arbitrary<string?> Arbitrary { get; } =
        Gen.OneOf(
                ArbMap.Default.GeneratorFor<string?>(),
                Gen.Elements(Pieces).ListOf().Select(pieces => (string?)string.Concat(pieces)),
                Gen.Elements(Pieces).ListOf().Select(pieces => (string?)string.Join(' ', pieces)),
                Gen.Choose(0, 0xFFFF).ListOf().Select(codes => (string?)string.Concat(codes.Select(code => (char)code)))
            )
            .ToArbitrary();
}
