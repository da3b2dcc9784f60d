// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

public sealed class LedgerEntryTests
{
    private const string Canonical =
        """{"id":"01938f3e-0000-7000-8000-000000000001","soort":"nevenfunctie","onderwerp":"01938f3e-0000-7000-8000-0000000000ab","versie":12,"vastgelegd":"2026-11-22T08:09:10.000120Z","proces":"nevenfunctie.opgeven","zegel":"abababababababababababababababababababababababababababababababab"}""";

    private static LedgerEntry Example => new(
        Guid.Parse("01938f3e-0000-7000-8000-000000000001"),
        "nevenfunctie",
        Guid.Parse("01938f3e-0000-7000-8000-0000000000ab"),
        12,
        new DateTime(2026, 11, 22, 8, 9, 10, DateTimeKind.Utc).AddMicroseconds(120),
        "nevenfunctie.opgeven",
        [.. Enumerable.Repeat((byte)0xab, 32)]);

    [Fact]
    public void An_entry_is_one_line_of_json_in_fixed_order()
    {
        Encoding.UTF8.GetString(Example.ToBytes()).ShouldBe(Canonical);
        LedgerEntry.Parse(Encoding.UTF8.GetBytes(Canonical)).ShouldBe(Example);
    }

    [Fact]
    public void Every_entry_survives_writing_and_reading()
    {
        var entries =
            from id in ArbMap.Default.GeneratorFor<Guid>()
            from subject in ArbMap.Default.GeneratorFor<Guid>()
            from version in Gen.OneOf(Gen.Choose(1, int.MaxValue).Select(v => (long)v), Gen.Constant(long.MaxValue))
            from microseconds in Gen.Choose(0, int.MaxValue)
            from days in Gen.Choose(0, 3_652_058)
            from kind in Name
            from process in Name
            from commitment in Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), 32)
            select new LedgerEntry(
                id, kind, subject, version, new DateTime(0, DateTimeKind.Utc).AddDays(days).AddMicroseconds(microseconds), process, commitment);
        foreach (var entry in entries.Sample(300))
        {
            LedgerEntry.Parse(entry.ToBytes()).ShouldBe(entry);
        }
    }

    [Fact]
    public void The_longest_entry_fits()
    {
        var name = new string('x', LedgerEntry.MaxNameLength);
        var longest = Example with { Kind = name, Process = name, Version = long.MaxValue };
        longest.ToBytes().Length.ShouldBeLessThanOrEqualTo(LedgerEntry.MaxByteCount);
    }

    [Fact]
    public void No_change_of_one_byte_yields_the_same_entry()
    {
        var bytes = Encoding.UTF8.GetBytes(Canonical);
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                if (LedgerEntry.TryParse(bytes, out var entry))
                {
                    entry.ShouldNotBe(Example);
                    entry.ToBytes().ShouldBe(bytes);
                }

                bytes[i] ^= (byte)(1 << bit);
            }
        }
    }

    [Theory]
    [InlineData("01938f3e-0000-7000-8000-0000000000ab", "01938F3E-0000-7000-8000-0000000000AB")]
    [InlineData("\"versie\":12", "\"versie\":012")]
    [InlineData("\"versie\":12", "\"versie\":+12")]
    [InlineData("\"versie\":12", "\"versie\": 12")]
    [InlineData("\"versie\":12", "\"versie\":0")]
    [InlineData("\"versie\":12", "\"versie\":9223372036854775808")]
    [InlineData("2026-11-22T", "2026-02-30T")]
    [InlineData("000120Z", "000120z")]
    [InlineData("000120Z", "0001200")]
    [InlineData("abab\"}", "ABAB\"}")]
    [InlineData("abab\"}", "abag\"}")]
    [InlineData("abab\"}", "ab\"}")]
    [InlineData("\"}", "\"}\n")]
    [InlineData("\"nevenfunctie\"", "\"\"")]
    [InlineData("\"nevenfunctie\"", "\"neven functie\"")]
    [InlineData("\"nevenfunctie\"", "\"n\\u0065venfunctie\"")]
    public void Any_other_spelling_is_refused(string part, string replacement)
    {
        var text = Canonical.Replace(part, replacement, StringComparison.Ordinal);
        string.Equals(text, Canonical, StringComparison.Ordinal).ShouldBeFalse();
        LedgerEntry.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
    }

    [Fact]
    public void An_entry_with_free_text_or_with_local_time_is_not_written()
    {
        LedgerEntry[] wrong =
        [
            Example with { Kind = "Jan Jansen" },
            Example with { Process = "" },
            Example with { Process = new string('x', LedgerEntry.MaxNameLength + 1) },
            Example with { Version = 0 },
            Example with { RecordedAt = DateTime.SpecifyKind(Example.RecordedAt, DateTimeKind.Local) },
            Example with { RecordedAt = Example.RecordedAt.AddTicks(1) },
            Example with { Commitment = new byte[31] },
        ];
        foreach (var entry in wrong)
        {
            Should.Throw<InvalidOperationException>(() => entry.ToBytes());
        }
    }

    [Fact]
    public void Only_the_same_salt_and_payload_give_the_same_commitment()
    {
        var salt = Commitment.NewSalt();
        foreach (var length in (int[])[0, 1, 100, 2016, 2017, 100_000])
        {
            var payload = new byte[length];
            var commitment = Commitment.Compute(salt, payload);
            commitment.ShouldBe(System.Security.Cryptography.SHA256.HashData([.. salt, .. payload]));
            Commitment.Compute(Commitment.NewSalt(), payload).ShouldNotBe(commitment);
            Commitment.Compute(salt, [.. payload, 0]).ShouldNotBe(commitment);
        }

        Should.Throw<ArgumentException>(() => Commitment.Compute(salt.AsSpan(1), []));
    }

    private static Gen<string> Name =>
        Gen.Elements("abcXYZ019.-_/:".ToCharArray()).ArrayOf().Where(c => c.Length is >= 1 and <= LedgerEntry.MaxNameLength).Select(c => new string(c));
}
