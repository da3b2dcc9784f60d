// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Text.Json;

namespace Onkreukbaar.Kernel.Hosting;

/// <summary>
/// How this installation runs. Each setting comes from the environment (<c>ONKREUKBAAR_…</c>), else from <c>onkreukbaar.json</c> in the
/// data folder, else it has a default that works on a laptop.
/// </summary>
public sealed record Settings
{
    /// <summary>Folder for databases, keys, files and backups (<c>ONKREUKBAAR_DATA</c>).</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// <c>sqlite</c>, or the PostgreSQL connection strings of register and vault with <c>|</c> between them (<c>ONKREUKBAAR_DATABASE</c>).
    /// </summary>
    public string Database { get; init; } = "sqlite";

    /// <summary>Addresses to listen on, <c>;</c> between them (<c>ONKREUKBAAR_URLS</c>).</summary>
    public string Urls { get; init; } = "http://localhost:5080";

    /// <summary>Address under which visitors reach the site; used in feeds, mails and the API (<c>ONKREUKBAAR_PUBLIC_URL</c>).</summary>
    public string PublicUrl { get; init; } = "http://localhost:5080";

    /// <summary>Name of the site, above each page (<c>ONKREUKBAAR_SITE_NAME</c>).</summary>
    public string SiteName { get; init; } = "Onkreukbaar";

    /// <summary>
    /// The design tokens of every page (<c>ONKREUKBAAR_THEME</c>): <c>onkreukbaar</c>, the product's own; <c>voorbeeld</c>, NL Design System's
    /// example; or <c>own</c>, nothing but <c>theme/tokens.css</c> in the data folder. With the first two that file, when it is there, changes single tokens.
    /// </summary>
    public string Theme { get; init; } = "onkreukbaar";

    /// <summary>E-mail address for questions about the register and its API (<c>ONKREUKBAAR_CONTACT_EMAIL</c>).</summary>
    public string ContactEmail { get; init; } = "register@example.nl";

    /// <summary>Demo mode: invented data, known passwords. Refused on a database that was not made by the demo.</summary>
    public bool Demo { get; init; }

    /// <summary>Name in the ledger's checkpoints; defaults to the host of <see cref="PublicUrl"/> (<c>ONKREUKBAAR_LEDGER_ORIGIN</c>).</summary>
    public string LedgerOrigin { get; init; } = "onkreukbaar.localhost";

    /// <summary>OTLP endpoint for traces and metrics; empty sends nothing (<c>ONKREUKBAAR_OTLP</c>).</summary>
    public string Otlp { get; init; } = "";

    /// <summary><c>text</c> or <c>json</c>: the form of the log on the console (<c>ONKREUKBAAR_LOG</c>).</summary>
    public string Log { get; init; } = "text";

    /// <summary>Whether this process does work by the clock; one process at least must (<c>ONKREUKBAAR_JOBS</c>, <c>on</c> or <c>off</c>).</summary>
    public bool Jobs { get; init; } = true;

    /// <summary>
    /// Days after which a list that a clerk sent and did not read into the register is thrown away (<c>ONKREUKBAAR_IMPORT_DAYS</c>), 1 to 365.
    /// </summary>
    public int ImportDays { get; init; } = 7;

    /// <summary>
    /// Where weaknesses are reported, an address with <c>mailto:</c> or <c>https:</c>; shown in security.txt, which is not there without it
    /// (<c>ONKREUKBAAR_SECURITY_CONTACT</c>).
    /// </summary>
    public string SecurityContact { get; init; } = "";

    /// <summary>The body's own accessibility statement (<c>ONKREUKBAAR_ACCESSIBILITY_URL</c>).</summary>
    public string AccessibilityUrl { get; init; } = "";

    /// <summary>The body's own privacy statement (<c>ONKREUKBAAR_PRIVACY_URL</c>).</summary>
    public string PrivacyUrl { get; init; } = "";

    /// <summary>Folder with the library of norms; empty takes the one that ships with the program (<c>ONKREUKBAAR_NORMS</c>).</summary>
    public string NormsFolder { get; init; } = "";

    /// <summary>
    /// Proxies in front of which the visitor's address is believed, as addresses or networks with <c>,</c> between them
    /// (<c>ONKREUKBAAR_PROXIES</c>). Without it all visitors behind one proxy share its address, and so its limit on signing in.
    /// </summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Whether PostgreSQL is used.</summary>
    public bool IsPostgres => !string.Equals(Database.Trim(), "sqlite", StringComparison.OrdinalIgnoreCase);

    /// <summary>Folder with the ledgers' signing keys; back it up apart from the databases.</summary>
    public string KeyFolder => Path.Combine(DataFolder, "keys");

    /// <summary>Reads environment and file.</summary>
    /// <param name="environment">Gives the value of a variable, or null.</param>
    /// <param name="defaultDataFolder">Used when <c>ONKREUKBAAR_DATA</c> is not set.</param>
    /// <exception cref="SettingsException">A setting cannot be used; the message says which and what to do.</exception>
    public static Settings Read(Func<string, string?> environment, string defaultDataFolder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var folder = Path.GetFullPath(Filled(environment("ONKREUKBAAR_DATA")) ?? defaultDataFolder);
        var file = Path.Combine(folder, "onkreukbaar.json");
        var stored = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (File.Exists(file))
        {
            try
            {
                foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(file)) ?? [])
                {
                    stored[name] = value.ToString();
                }
            }
            catch (JsonException broken)
            {
                throw new SettingsException($"{file}, line {(broken.LineNumber ?? 0) + 1}: this is not valid JSON. Correct it or move the file away.", broken);
            }
        }

        string? Get(string name, string key) => Filled(environment("ONKREUKBAAR_" + name)) ?? Filled(stored.GetValueOrDefault(key));
        var defaults = new Settings { DataFolder = folder };
        var publicUrl = Get("PUBLIC_URL", "publicUrl") ?? Get("URLS", "urls")?.Split(';')[0] ?? defaults.PublicUrl;
        if (!Uri.TryCreate(publicUrl.Replace("*", "localhost", StringComparison.Ordinal), UriKind.Absolute, out var uri))
        {
            throw new SettingsException($"ONKREUKBAAR_PUBLIC_URL: '{publicUrl}' is not an address. Write it as https://register.example.nl.");
        }

        return defaults with
        {
            Database = Get("DATABASE", "database") ?? defaults.Database,
            Urls = Get("URLS", "urls") ?? defaults.Urls,
            PublicUrl = uri.GetLeftPart(UriPartial.Authority),
            SiteName = Get("SITE_NAME", "siteName") ?? defaults.SiteName,
            Theme = Get("THEME", "theme") is { } theme ? Choice("THEME", theme, "onkreukbaar", "voorbeeld", "own") : defaults.Theme,
            ContactEmail = Get("CONTACT_EMAIL", "contactEmail") ?? defaults.ContactEmail,
            LedgerOrigin = Get("LEDGER_ORIGIN", "ledgerOrigin") ?? uri.Host,
            Otlp = Get("OTLP", "otlp") is { } otlp ? Address("OTLP", otlp, "http", "https") : "",
            Log = Get("LOG", "log") is { } log ? Choice("LOG", log, "text", "json") : defaults.Log,
            Jobs = Get("JOBS", "jobs") is not { } jobs || Choice("JOBS", jobs, "on", "off") is "on",
            ImportDays = Get("IMPORT_DAYS", "importDays") is { } days ? Days("IMPORT_DAYS", days) : defaults.ImportDays,
            SecurityContact = Get("SECURITY_CONTACT", "securityContact") is { } contact ? Address("SECURITY_CONTACT", contact, "mailto", "https") : "",
            AccessibilityUrl = Get("ACCESSIBILITY_URL", "accessibilityUrl") is { } accessibility ? Address("ACCESSIBILITY_URL", accessibility, "https", "http") : "",
            NormsFolder = Get("NORMS", "norms") is { } norms ? Path.GetFullPath(norms) : "",
            PrivacyUrl = Get("PRIVACY_URL", "privacyUrl") is { } privacy ? Address("PRIVACY_URL", privacy, "https", "http") : "",
            Proxies = [.. (Get("PROXIES", "proxies") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)],
        };
    }

    /// <summary>The PostgreSQL connection string of a store.</summary>
    /// <exception cref="SettingsException">Only one of the two was given.</exception>
    public string PostgresConnection(Stores.Zone zone)
    {
        var parts = Database.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            ? parts[zone == Stores.Zone.Register ? 0 : 1]
            : throw new SettingsException(
                "ONKREUKBAAR_DATABASE: write 'sqlite', or the connection strings of register and vault with | between them: "
                    + "'Host=…;Database=register;… | Host=…;Database=vault;…'."
            );
    }

    /// <summary>The SQLite file of a store.</summary>
    public string SqliteFile(Stores.Zone zone) => Path.Combine(DataFolder, zone == Stores.Zone.Register ? "register.db" : "vault.db");

    private static string Address(string name, string value, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
            ? value
            : throw new SettingsException($"ONKREUKBAAR_{name}: '{value}' is not an address that begins with {schemes[0]}: or {schemes[1]}:.");

    private static int Days(string name, string value) =>
        int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 365
            ? days
            : throw new SettingsException($"ONKREUKBAAR_{name}: write a number of days from 1 to 365, not '{value}'.");

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new SettingsException($"ONKREUKBAAR_PROXIES: '{text}' is not an address or network. Write it as 10.0.0.5 or 10.0.0.0/24.");

    private static string Choice(string name, string value, params ReadOnlySpan<string> choices)
    {
        foreach (var choice in choices)
        {
            if (string.Equals(value, choice, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        throw new SettingsException($"ONKREUKBAAR_{name}: write {string.Join(", ", choices[..^1])} or {choices[^1]}, not '{value}'.");
    }

    private static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}

/// <summary>A setting that cannot be used.</summary>
public sealed class SettingsException(string message, Exception? cause = null) : Exception(message, cause);
