// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Forms;

public sealed class InputTests
{
    private enum Pay
    {
        Paid,
        Unpaid,
        Unknown,
    }

    private static readonly ChoiceSet<Pay> Pays = new(
        (Pay.Paid, "ja", ["bezoldigd", "j"]),
        (Pay.Unpaid, "nee", ["onbezoldigd", "n"]),
        (Pay.Unknown, "onbekend", ["?"])
    );

    public InputTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("nl-NL");

    [Theory]
    [InlineData("1-3-2026", "2026-03-01")]
    [InlineData("01-03-2026", "2026-03-01")]
    [InlineData("1/3/2026", "2026-03-01")]
    [InlineData("1.3.2026", "2026-03-01")]
    [InlineData(" 1 maart  2026 ", "2026-03-01")]
    [InlineData("1 Maart 2026", "2026-03-01")]
    [InlineData("1 mrt. 2026", "2026-03-01")]
    [InlineData("1-mrt-2026", "2026-03-01")]
    [InlineData("1 March 2026", "2026-03-01")]
    [InlineData("23\u00A0mei\u00A02018", "2018-05-23")]
    [InlineData("2026-03-01", "2026-03-01")]
    [InlineData("29-2-2024", "2024-02-29")]
    [InlineData("1-1-1900", "1900-01-01")]
    [InlineData("31-12-2100", "2100-12-31")]
    public void A_whole_date_is_read_day_before_month(string typed, string iso) =>
        DateInput.Required(typed).Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBe(iso);

    [Theory]
    [InlineData("01-03-26", "datum.jaar-twee-cijfers")]
    [InlineData("1 mei '18", "datum.jaar-twee-cijfers")]
    [InlineData("29-2-2023", "datum.onbestaand")]
    [InlineData("29 februari 2023", "datum.onbestaand")]
    [InlineData("31-4-2026", "datum.onbestaand")]
    [InlineData("1-13-2026", "datum.onbestaand")]
    [InlineData("0-1-2026", "datum.onbestaand")]
    [InlineData("1-3-5008", "datum.buiten-bereik")]
    [InlineData("5008-03-01", "datum.buiten-bereik")]
    [InlineData("31-12-1899", "datum.buiten-bereik")]
    [InlineData("mei 2018", "datum.onvolledig")]
    [InlineData("2018", "datum.onvolledig")]
    [InlineData("morgen", "datum.onleesbaar")]
    [InlineData("1-3/2026", "datum.onleesbaar")]
    [InlineData("1-3-20261", "datum.onleesbaar")]
    [InlineData("٢٠٢٦-٠٣-٠١", "datum.onleesbaar")]
    [InlineData("1-3-2026\0", "tekst.verboden-teken")]
    [InlineData("", "veld.verplicht")]
    [InlineData(" ", "veld.verplicht")]
    [InlineData(null, "veld.verplicht")]
    public void A_wrong_date_is_refused_with_its_own_code(string? typed, string code)
    {
        var read = DateInput.Required(typed);
        read.Error!.Code.ShouldBe(code);
        read.Raw.ShouldBe(typed ?? "");
    }

    [Fact]
    public void Messages_say_what_is_wrong_and_what_to_do_in_the_language_of_the_screen()
    {
        DateInput.Required("29-2-2023").Error!.Message.ShouldBe("De datum 29-2-2023 bestaat niet. Kijk de dag en de maand na.");
        DateInput
            .Required("1-3-5008")
            .Error!.Message.ShouldBe("Het jaar 5008 kan hier niet kloppen. Vul een datum in van 1 januari 1900 tot en met 31 december 2100.");
        TextInput
            .Required(new string('a', 403), 255)
            .Error!.Message.ShouldBe("Dit zijn 403 tekens; er passen er 255. Maak de tekst 148 korter.");
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        DateInput.Required("29-2-2023").Error!.Message.ShouldBe("The date 29-2-2023 does not exist. Check the day and the month.");
    }

    [Theory]
    [InlineData("2018", "2018")]
    [InlineData("mei 2018", "2018-05")]
    [InlineData("5-2018", "2018-05")]
    [InlineData("2018-05", "2018-05")]
    [InlineData("sept. 2018", "2018-09")]
    [InlineData("23-5-2018", "2018-05-23")]
    public void A_partial_date_keeps_what_is_not_known(string typed, string iso) =>
        PartialDateInput.Optional(typed).Value!.Value.ToString().ShouldBe(iso);

    [Fact]
    public void A_period_that_ends_before_it_starts_is_an_error_at_the_end()
    {
        var errors = new FormErrors();
        PartialPeriodInput.Take(errors, "datumAanvang", "mei 2018", "datumEinde", "2017");
        errors.Any.ShouldBeTrue();
        errors["datumEinde"]!.Code.ShouldBe("periode.einde-voor-begin");
        errors["datumEinde"]!.Message.ShouldBe("Het einde (2017) ligt voor het begin (mei 2018). Pas een van de twee aan.");
        errors.Typed("datumAanvang").ShouldBe("mei 2018");
    }

    [Theory]
    [InlineData("1.234,50", 123450)]
    [InlineData("1234,50", 123450)]
    [InlineData("1234.50", 123450)]
    [InlineData("1,234.50", 123450)]
    [InlineData("1 234,50", 123450)]
    [InlineData("€ 86,-", 8600)]
    [InlineData("€86,--", 8600)]
    [InlineData("50,-", 5000)]
    [InlineData("50,=", 5000)]
    [InlineData("60 Euro", 6000)]
    [InlineData("EUR 60", 6000)]
    [InlineData("1.234", 123400)]
    [InlineData("1.234.567", 123456700)]
    [InlineData("12,5", 1250)]
    [InlineData("0", 0)]
    [InlineData("0,05", 5)]
    public void A_Dutch_amount_is_read_to_the_cent(string typed, long cents) => AmountInput.Required(typed).Value.ShouldBe(cents);

    [Theory]
    [InlineData("1,234", "bedrag.dubbelzinnig")]
    [InlineData("12.5", "bedrag.dubbelzinnig")]
    [InlineData("1.23.4", "bedrag.dubbelzinnig")]
    [InlineData("0.123", "bedrag.dubbelzinnig")]
    [InlineData("-5", "bedrag.negatief")]
    [InlineData("€ -5,00", "bedrag.negatief")]
    [InlineData("99999999999", "bedrag.te-groot")]
    [InlineData("999999999999999999999999999999", "bedrag.te-groot")]
    [InlineData("vijftig", "bedrag.onleesbaar")]
    [InlineData("50 dollar", "bedrag.onleesbaar")]
    [InlineData("ca. 50", "bedrag.onleesbaar")]
    [InlineData("€", "bedrag.onleesbaar")]
    public void What_is_no_clear_amount_is_refused(string typed, string code) => AmountInput.Required(typed).Error!.Code.ShouldBe(code);

    [Fact]
    public void Formatting_an_amount_and_reading_it_gives_the_amount() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Select(cents => (long)cents * 40).ToArbitrary(),
            cents => AmountInput.Required(AmountInput.Format(cents)).Value == cents
        ).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("7,5", "7.5")]
    [InlineData("7.25 uur", "7.25")]
    [InlineData("0", "0")]
    [InlineData("744", "744")]
    public void Hours_are_read_with_comma_or_point(string typed, string hours)
    {
        var read = HoursInput.Required(typed).Value;
        read.ShouldBe(decimal.Parse(hours, CultureInfo.InvariantCulture));
        HoursInput.Required(HoursInput.Format(read)).Value.ShouldBe(read);
    }

    [Theory]
    [InlineData("745", "uren.buiten-bereik")]
    [InlineData("-1", "uren.onleesbaar")]
    [InlineData("1.234", "uren.onleesbaar")]
    [InlineData("veel", "uren.onleesbaar")]
    public void Hours_that_no_month_has_are_refused(string typed, string code) => HoursInput.Required(typed).Error!.Code.ShouldBe(code);

    [Theory]
    [InlineData("12345678", "12345678")]
    [InlineData(" 1234 5678 ", "12345678")]
    [InlineData("12.34.56.78", "12345678")]
    [InlineData("1234567", null)]
    [InlineData("123456789", null)]
    [InlineData("1234567a", null)]
    public void A_KvK_number_has_eight_digits(string typed, string? number)
    {
        KvkInput.Required(typed).Value.ShouldBe(number);
        KvkInput.Required(typed).Ok.ShouldBe(number is not null);
    }

    [Theory]
    [InlineData("111222333", true)]
    [InlineData("111222334", false)]
    [InlineData("000000000", false)]
    [InlineData("11122233", false)]
    public void An_RSIN_passes_the_eleven_test(string typed, bool ok) => RsinInput.Required(typed).Ok.ShouldBe(ok);

    [Theory]
    [InlineData("00000099000000001000", true)]
    [InlineData("0000009900000000100", false)]
    [InlineData("99000000000000001000", false)]
    public void An_OIN_has_twenty_digits(string typed, bool ok) => OinInput.Optional(typed).Ok.ShouldBe(ok);

    [Theory]
    [InlineData("https://identifier.overheid.nl/tooi/id/gemeente/gm0344", true)]
    [InlineData("http://identifier.overheid.nl/tooi/id/provincie/pv23", true)]
    [InlineData("https://identifier.overheid.nl/tooi/id/ministerie/mnre1034", true)]
    [InlineData("gm0344", false)]
    [InlineData("https://voorbeeld.nl/tooi/id/gemeente/gm0344", false)]
    public void A_TOOI_identifier_is_a_whole_address(string typed, bool ok) => TooiInput.Optional(typed).Ok.ShouldBe(ok);

    [Theory]
    [InlineData("griffie@Voorbeeld.NL", "griffie@voorbeeld.nl")]
    [InlineData("a.b+c@post.voorbeeld.nl", "a.b+c@post.voorbeeld.nl")]
    [InlineData("o'brien@voorbeeld.nl", "o'brien@voorbeeld.nl")]
    [InlineData("griffie@voorbeeld", null)]
    [InlineData("griffie voorbeeld.nl", null)]
    [InlineData("a b@voorbeeld.nl", null)]
    [InlineData("a@b@voorbeeld.nl", null)]
    [InlineData("a..b@voorbeeld.nl", null)]
    [InlineData("a@-voorbeeld.nl", null)]
    [InlineData("a@voorbeeld.nl;b@voorbeeld.nl", null)]
    public void An_email_address_is_checked_for_slips(string typed, string? address) => EmailInput.Optional(typed).Value.ShouldBe(address);

    [Theory]
    [InlineData("ja", "Paid")]
    [InlineData(" JA ", "Paid")]
    [InlineData("Onbezoldigd", "Unpaid")]
    [InlineData("?", "Unknown")]
    [InlineData("misschien", null)]
    public void A_choice_knows_its_keys_and_aliases(string typed, string? value) => ChoiceInput.Optional(typed, Pays).Value?.ToString().ShouldBe(value);

    [Fact]
    public void An_unknown_choice_names_the_known_ones() =>
        ChoiceInput.Required("misschien", Pays).Error!.Message.ShouldBe("Dit antwoord kennen we niet. Kies een van deze: ja, nee, onbekend.");

    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("1", 1)]
    [InlineData("1000000", 1000000)]
    public void A_page_number_is_read(string? typed, int page) => PageInput.Number(typed).Value.ShouldBe(page);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000000")]
    [InlineData("99999999999999999999")]
    [InlineData("twee")]
    [InlineData("1,5")]
    public void A_page_that_cannot_be_is_refused(string typed)
    {
        PageInput.Number(typed).Error!.Code.ShouldBe("pagina.onjuist");
        PageInput.Size(typed).Error!.Code.ShouldBe("paginagrootte.onjuist");
    }

    [Theory]
    [InlineData("2026-07-01", "2026-07-01T21:59:59.9999990Z")]
    [InlineData("1 januari 2026", "2026-01-01T22:59:59.9999990Z")]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.0000000Z")]
    [InlineData("2026-03-01T12:00:00+01:00", "2026-03-01T11:00:00.0000000Z")]
    [InlineData("2026-03-01T12:00:00 01:00", "2026-03-01T11:00:00.0000000Z")]
    [InlineData("2026-03-01T12:00:00.1234567Z", "2026-03-01T12:00:00.1234560Z")]
    public void BekendOp_is_the_end_of_a_Dutch_day_or_an_instant(string typed, string utc)
    {
        var read = BekendOpInput.Parse(typed).Value!.Value;
        read.Kind.ShouldBe(DateTimeKind.Utc);
        read.ToString("o", CultureInfo.InvariantCulture).ShouldBe(utc);
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00", "tijdstip.onleesbaar")]
    [InlineData("2026-03-01T25:00:00Z", "tijdstip.onleesbaar")]
    [InlineData("0001-01-01T00:00:00+14:00", "tijdstip.onleesbaar")]
    [InlineData("5008-03-01T12:00:00Z", "datum.buiten-bereik")]
    [InlineData("gisteren", "datum.onleesbaar")]
    [InlineData("2026-02-30", "datum.onbestaand")]
    public void An_unclear_instant_is_refused(string typed, string code) => BekendOpInput.Parse(typed).Error!.Code.ShouldBe(code);

    [Theory]
    [InlineData(" ")]
    [InlineData("\u00A0\t")]
    [InlineData("\u200B")]
    [InlineData("\uFEFF \u00AD")]
    public void A_title_of_one_space_is_empty(string typed)
    {
        TextInput.Required(typed, 255).Error!.Code.ShouldBe("veld.verplicht");
        TextInput.Optional(typed, 255).Ok.ShouldBeTrue();
        TextInput.Optional(typed, 255).Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\u0007")]
    [InlineData("a\u0085b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u2066b")]
    [InlineData("a\uFFFE")]
    public void Characters_that_never_belong_in_a_text_are_refused(string typed)
    {
        var read = TextInput.Required(typed, 255);
        read.Error!.Code.ShouldBe("tekst.verboden-teken");
        read.Raw.ShouldBe(typed);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        // Not as inline data: an attribute is stored as UTF-8, which has no such thing.
        TextInput.Required("a" + (char)0xD83D, 255).Error!.Code.ShouldBe("tekst.verboden-teken");
        TextInput.Required((char)0xDE00 + "a", 255).Error!.Code.ShouldBe("tekst.verboden-teken");
    }

    [Theory]
    [InlineData("عضو مجلس الإدارة")]
    [InlineData("Lid 👨‍👩‍👧‍👦 gezinsraad")]
    [InlineData("יושב ראש")]
    [InlineData("=cmd|' /C calc'!A0")]
    public void Emoji_right_to_left_letters_and_formulas_are_text_like_any_other(string typed) =>
        TextInput.Required(typed, 255).Value.ShouldBe(typed);

    [Fact]
    public void Text_is_composed_and_its_white_space_tidied()
    {
        TextInput.Required("  Voorzitter\u00A0\tCafe\u0301\r\nVereniging ", 255).Value.ShouldBe("Voorzitter Café Vereniging");
        TextInput.Required("een \r\ntwee\r\n\r\n", 255, lines: true).Value.ShouldBe("een\ntwee");
    }

    [Fact]
    public void Length_counts_code_points_as_the_database_does()
    {
        TextInput.Required(string.Concat(Enumerable.Repeat("😀", 255)), 255).Ok.ShouldBeTrue();
        TextInput.Required(string.Concat(Enumerable.Repeat("😀", 256)), 255).Error!.Code.ShouldBe("tekst.te-lang");
        CleanText.Length("e\u0301").ShouldBe(2);
    }

    [Fact]
    public void An_opaque_id_is_a_guid_that_is_not_empty()
    {
        var id = Guid.CreateVersion7();
        IdInput.Required(id.ToString()).Value.ShouldBe(id);
        IdInput.Required(id.ToString("N")).Value.ShouldBe(id);
        IdInput.Required(Guid.Empty.ToString()).Error!.Code.ShouldBe("id.onjuist");
        IdInput.Required("12").Error!.Code.ShouldBe("id.onjuist");
        IdInput.Optional(null).Value.ShouldBeNull();
    }

    [Fact]
    public void All_errors_of_a_form_are_gathered_in_reading_order()
    {
        var errors = new FormErrors();
        errors.Take("omschrijving", TextInput.Required("", 255));
        errors.Take("uren", HoursInput.Optional("8")).ShouldBe(8);
        errors.Take("datum", DateInput.Required("31-6-2019"));
        errors.All.Select(error => error.Field).ShouldBe(["omschrijving", "datum"]);
        errors.Typed("datum").ShouldBe("31-6-2019");
        errors["uren"].ShouldBeNull();
    }

    [Fact]
    public void Formatting_a_date_and_reading_it_gives_the_date() =>
        Prop.ForAll(
            Gen.Choose(0, 73_000).Select(days => DateInput.Earliest.AddDays(days)).ToArbitrary(),
            date =>
                DateInput.Required(PartialDate.Of(date).ToString()).Value == date
                && DateInput.Required(PartialDate.Of(date).Display(CultureInfo.GetCultureInfo("nl-NL"))).Value == date
                && DateInput.Required(PartialDate.Of(date).Display(CultureInfo.GetCultureInfo("en-GB"))).Value == date
                && DateInput.Required(string.Create(CultureInfo.InvariantCulture, $"{date.Day}-{date.Month}-{date.Year}")).Value == date
        ).QuickCheckThrowOnFailure();

    [Fact]
    public void No_parser_throws_and_each_keeps_what_was_typed() =>
        Prop.ForAll(
            AnyText.Arbitrary,
            text =>
            {
                Kept(text, TextInput.Required(text, 10));
                Kept(text, TextInput.Optional(text, 10, lines: true));
                Kept(text, DateInput.Required(text));
                Kept(text, DateInput.Optional(text));
                Kept(text, PartialDateInput.Optional(text));
                Kept(text, AmountInput.Required(text));
                Kept(text, WholeNumberInput.Required(text));
                Kept(text, HoursInput.Optional(text));
                Kept(text, PageInput.Number(text));
                Kept(text, KvkInput.Required(text));
                Kept(text, RsinInput.Required(text));
                Kept(text, OinInput.Optional(text));
                Kept(text, TooiInput.Optional(text));
                Kept(text, EmailInput.Required(text));
                Kept(text, IdInput.Required(text));
                Kept(text, ChoiceInput.Required(text, Pays));
                Kept(text, PeildatumInput.Parse(text));
                Kept(text, BekendOpInput.Parse(text));
            }
        ).QuickCheckThrowOnFailure();

    private static void Kept<T>(string? typed, Parsed<T> parsed) => parsed.Raw.ShouldBe(typed ?? "");
}
