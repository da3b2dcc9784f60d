// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using System.Text.RegularExpressions;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Tests.Repository;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Hosting;

/// <summary>Each setting comes from the environment, else from the file in the data folder, else it has its default.</summary>
public sealed partial class SettingsTests : IDisposable
{
    // Name in the environment, name in the file, a value for the file and one for the environment, and how the first two are read.
    private static readonly (string Variable, string Key, string InFile, string InEnvironment, Func<Settings, string> Read)[] All =
    [
        ("DATABASE", "database", "Host=a;Database=r | Host=a;Database=v", "Host=b;Database=r | Host=b;Database=v", s => s.Database),
        ("URLS", "urls", "http://127.0.0.1:6001;http://[::1]:6001", "http://*:6002", s => s.Urls),
        ("PUBLIC_URL", "publicUrl", "https://een.example", "https://twee.example", s => s.PublicUrl),
        ("SITE_NAME", "siteName", "Register Een", "Register Twee", s => s.SiteName),
        ("CONTACT_EMAIL", "contactEmail", "een@voorbeeldstad.example", "twee@voorbeeldstad.example", s => s.ContactEmail),
        ("LEDGER_ORIGIN", "ledgerOrigin", "logboek.een.example", "logboek.twee.example", s => s.LedgerOrigin),
        ("OTLP", "otlp", "http://127.0.0.1:4317", "https://metingen.example:4317", s => s.Otlp),
        ("THEME", "theme", "voorbeeld", "own", s => s.Theme),
        ("LOG", "log", "json", "text", s => s.Log),
        ("JOBS", "jobs", "off", "on", s => s.Jobs ? "on" : "off"),
        ("IMPORT_DAYS", "importDays", "1", "365", s => s.ImportDays.ToString()),
        ("SECURITY_CONTACT", "securityContact", "mailto:een@voorbeeldstad.example", "https://twee.example/melden", s => s.SecurityContact),
        ("ACCESSIBILITY_URL", "accessibilityUrl", "https://een.example/toegankelijk", "https://twee.example/toegankelijk", s => s.AccessibilityUrl),
        ("PRIVACY_URL", "privacyUrl", "https://een.example/privacy", "https://twee.example/privacy", s => s.PrivacyUrl),
        ("NORMS", "norms", "/een/norms", "/twee/norms", s => s.NormsFolder),
        ("PROXIES", "proxies", "10.0.0.0/24", "10.1.0.5/32", s => string.Join(',', s.Proxies)),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-instellingen-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static IEnumerable<TheoryDataRow<string>> Names() => All.Select(setting => new TheoryDataRow<string>(setting.Variable));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_comes_from_the_environment_else_from_the_file_else_it_has_its_default(string name)
    {
        var (variable, key, inFile, inEnvironment, read) = All.Single(s => s.Variable == name);
        var standard = read(Read());
        standard.ShouldNotBe(inFile, "or the file would show nothing");
        // As somebody leaves an unused variable in a file of the service manager.
        read(Read((variable, "  "))).ShouldBe(standard);

        Write(JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [key] = inFile }));
        read(Read()).ShouldBe(inFile);
        read(Read((variable, " " + inEnvironment + " "))).ShouldBe(inEnvironment);
        Write(JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [key.ToUpperInvariant()] = inFile }));
        read(Read()).ShouldBe(inFile, "names in the file may be written in any case");
    }

    [Fact]
    public void Every_setting_stands_in_the_table_for_the_operator_and_is_tried_here()
    {
        var table = RepositoryFiles.Texts.Single(f => f.Path == "docs/beheer.md").Text;
        var told = Row().Matches(table).Select(m => (m.Groups["name"].Value, m.Groups["key"].Value)).Where(row => row.Item1 != "DATA").Order().ToList();
        told.ShouldBe(All.Select(s => (s.Variable, s.Key)).Order());
        var properties = typeof(Settings).GetProperties().Where(p => p.CanWrite).Select(p => p.Name);
        // Demo mode has no setting: it is what the command is for.
        properties.Count().ShouldBe(All.Length + 2, "data folder and demo mode are no settings of this table");
    }

    [Fact]
    public void The_file_lies_in_the_data_folder_and_values_may_be_numbers()
    {
        Write("""{ "importDays": 30, "siteName": "Register van Voorbeeldstad" }""");
        var settings = Settings.Read(name => name == "ONKREUKBAAR_DATA" ? folder : null, "/elsewhere");
        settings.DataFolder.ShouldBe(folder);
        (settings.ImportDays, settings.SiteName).ShouldBe((30, "Register van Voorbeeldstad"));
        Settings.Read(_ => null, folder).SiteName.ShouldBe("Register van Voorbeeldstad", "without the variable the folder that the door gives");
    }

    [Theory]
    [InlineData("{ \"siteName\": \"a\",\n \"urls\" \"b\" }", "onkreukbaar.json, line 2: this is not valid JSON.")]
    [InlineData("", "onkreukbaar.json, line 1: this is not valid JSON.")]
    [InlineData("[1]", "onkreukbaar.json, line 1: this is not valid JSON.")]
    public void A_file_that_is_no_JSON_is_told_with_its_line(string text, string sentence)
    {
        Write(text);
        Should.Throw<SettingsException>(() => Read()).Message.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("PUBLIC_URL", "register", "'register' is not an address")]
    [InlineData("OTLP", "127.0.0.1:4317", "ONKREUKBAAR_OTLP")]
    [InlineData("LOG", "xml", "write text or json, not 'xml'")]
    [InlineData("THEME", "rood", "write onkreukbaar, voorbeeld or own, not 'rood'")]
    [InlineData("JOBS", "nee", "write on or off")]
    [InlineData("IMPORT_DAYS", "0", "from 1 to 365")]
    [InlineData("IMPORT_DAYS", "366", "from 1 to 365")]
    [InlineData("IMPORT_DAYS", "zeven", "from 1 to 365")]
    [InlineData("SECURITY_CONTACT", "http://voorbeeldstad.example", "mailto: or https:")]
    [InlineData("ACCESSIBILITY_URL", "javascript:alert(1)", "https: or http:")]
    [InlineData("PRIVACY_URL", "/privacy", "https: or http:")]
    [InlineData("PROXIES", "10.0.0.0/33", "is not an address or network")]
    public void A_value_that_cannot_be_used_stops_the_start_with_a_sentence(string variable, string value, string sentence)
    {
        var refused = Should.Throw<SettingsException>(() => Read((variable, value)));
        refused.Message.ShouldContain(sentence);
        refused.Message.ShouldContain("ONKREUKBAAR_" + variable);
    }

    [Fact]
    public void The_address_for_visitors_follows_from_where_it_listens_and_the_ledger_is_named_after_it()
    {
        Read(("URLS", "http://*:6002;http://127.0.0.1:6003")).PublicUrl.ShouldBe("http://localhost:6002");
        Read(("PUBLIC_URL", "https://register.voorbeeldstad.example/pad/")).ShouldSatisfyAllConditions(
            s => s.PublicUrl.ShouldBe("https://register.voorbeeldstad.example"),
            s => s.LedgerOrigin.ShouldBe("register.voorbeeldstad.example")
        );
    }

    [Fact]
    public void One_connection_string_is_not_enough_for_two_stores()
    {
        var settings = Read(("DATABASE", "Host=db;Database=register"));
        settings.IsPostgres.ShouldBeTrue();
        Should.Throw<SettingsException>(() => settings.PostgresConnection(Zone.Vault)).Message.ShouldContain("register and vault with | between them");
        Read(("DATABASE", " SQLite ")).IsPostgres.ShouldBeFalse();
        Read(("DATABASE", "Host=a;Database=r | Host=a;Database=v")).PostgresConnection(Zone.Vault).ShouldBe("Host=a;Database=v");
    }

    private Settings Read(params (string Name, string Value)[] environment) =>
        Settings.Read(name => environment.Where(e => "ONKREUKBAAR_" + e.Name == name).Select(e => e.Value).FirstOrDefault(), folder);

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "onkreukbaar.json"), text);

    [GeneratedRegex(@"^\| `ONKREUKBAAR_(?<name>[A-Z_]+)` \| (`(?<key>\w+)`|–) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
