// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Onkreukbaar.Accounts;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Kernel.Backup;
using Onkreukbaar.Tests.Registers;
using Shouldly;
using Xunit;
using Process = System.Diagnostics.Process;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary>Demo, run, migrate and seed as somebody starts them.</summary>
public sealed partial class HostCommandTests : IDisposable
{
    private const string Clerk = "griffier@voorbeeldstad.example";

    private static readonly Dictionary<string, string> Nothing = new(StringComparer.Ordinal);

    private readonly string work = Directory.CreateTempSubdirectory("onkreukbaar-cli-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Theory, OnBothDatabases]
    public async Task The_demo_tells_address_and_accounts_and_its_second_start_keeps_what_was_entered(string database)
    {
        await using var machine = EmptyMachine.Make(database, Path.Combine(work, "data"));
        string address;
        int bodies;
        await using (var demo = await Serving.StartAsync(machine.Settings, "demo"))
        {
            demo.Printed.ShouldContain(DemoAccounts.Password);
            DemoAccounts.All.ShouldAllBe(account => demo.Printed.Contains(account.Email, StringComparison.Ordinal));
            bodies = await BodiesAsync(demo);
            bodies.ShouldBeGreaterThanOrEqualTo(3, "a municipality, its province and its water authority");
            using var clerk = demo.Browser();
            await clerk.SignInAsync(Clerk, DemoAccounts.Password);
            clerk.Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            using (var own = await clerk.Client.GetAsync("/beheer"))
            {
                address = own.Headers.Location!.OriginalString;
            }

            var persons = await clerk.GetAsync($"{address}/nevenfuncties/nieuw");
            await clerk.GetAsync(persons.QuerySelector("main a[href*='persoon=']")!.GetAttribute("href")!);
            await clerk.SubmitAsync(DeclareTests.Good);
            await clerk.SubmitAsync(new Dictionary<string, string?>(StringComparer.Ordinal), button: ("actie", "melden"));
            await clerk.FollowAsync();
            address = clerk.Response.RequestMessage!.RequestUri!.AbsolutePath;
            (await demo.StopAsync()).ShouldBe(0, demo.Printed);
        }

        await using (var again = await Serving.StartAsync(machine.Settings, "demo"))
        {
            (await BodiesAsync(again)).ShouldBe(bodies, "nothing is made twice");
            using var clerk = again.Browser();
            await clerk.SignInAsync(Clerk, DemoAccounts.Password);
            (await clerk.GetAsync(address)).Body!.TextContent.ShouldContain("Coöperatie Windmolens U.A.");
        }
    }

    [Theory, OnBothDatabases]
    public async Task The_demo_refuses_an_installation_with_accounts_and_leaves_it_as_it_is(string database)
    {
        await using var machine = EmptyMachine.Make(database, Path.Combine(work, "data"));
        (await CliProcess.RunAsync(machine.Settings, "accounts", "add", "eerste@voorbeeldstad.example", "--name", "E. Eerste")).Code.ShouldBe(0);
        var before = (await CliProcess.RunAsync(machine.Settings, "ledger", "verify")).Out;

        foreach (var command in new[] { "demo", "seed" })
        {
            var refused = await CliProcess.RunAsync(machine.Settings, command);
            refused.Code.ShouldBe(2);
            refused.Error.ShouldContain("Demo mode refuses this database");
            refused.Error.ShouldNotContain("   at ", customMessage: "a sentence, no stack trace");
            refused.Out.ShouldNotContain(DemoAccounts.Password);
        }

        (await CliProcess.RunAsync(machine.Settings, "ledger", "verify")).Out.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Run_refuses_the_database_of_the_demo_in_a_sentence_and_nothing_more(string database)
    {
        await using var machine = EmptyMachine.Make(database, Path.Combine(work, "data"));
        (await CliProcess.RunAsync(machine.Settings, "seed")).Code.ShouldBe(0);
        RefusedAsDemo(await CliProcess.RunAsync(machine.Settings with { Urls = "http://127.0.0.1:0" }, "run"));
    }

    /// <summary>There, no database can be brought up to date and no job be planned.</summary>
    [Theory]
    [InlineData("an account that may only read")]
    [InlineData("a connection that only reads")]
    public async Task Run_refuses_the_database_of_the_demo_in_the_same_sentence_where_it_can_only_be_read(string who)
    {
        Assert.SkipWhen(Databases.WhyNot(Databases.Postgres) is not null, "There is no PostgreSQL.");
        await using var machine = EmptyMachine.Make(Databases.Postgres, Path.Combine(work, "data"));
        (await CliProcess.RunAsync(machine.Settings, "seed")).Code.ShouldBe(0);
        var reader = "ob_lezer_" + Guid.CreateVersion7().ToString("N")[16..];
        await using var server = new NpgsqlConnection(Databases.PostgresServer);
        await server.OpenAsync();
        await using var make = new NpgsqlCommand($"CREATE ROLE {reader} LOGIN PASSWORD 'alleen-lezen' IN ROLE pg_read_all_data", server);
        await make.ExecuteNonQueryAsync();
        try
        {
            RefusedAsDemo(await CliProcess.RunAsync(machine.Settings with { Database = $"{Reading(Zone.Register)} | {Reading(Zone.Vault)}", Urls = "http://127.0.0.1:0" }, "run"));
        }
        finally
        {
            await using var drop = new NpgsqlCommand($"DROP ROLE {reader}", server);
            await drop.ExecuteNonQueryAsync();
        }

        string Reading(Zone zone)
        {
            var connection = new NpgsqlConnectionStringBuilder(machine.Settings.PostgresConnection(zone));
            if (who.StartsWith("an account", StringComparison.Ordinal))
            {
                (connection.Username, connection.Password) = (reader, "alleen-lezen");
            }
            else
            {
                connection.Options = "-c default_transaction_read_only=on";
            }

            return connection.ConnectionString;
        }
    }

    private static void RefusedAsDemo(Ended refused)
    {
        refused.Code.ShouldBe(2, refused.ToString());
        refused.Error.TrimEnd('\n').ShouldSatisfyAllConditions(e => e.ShouldStartWith("This database was made by the demo"), e => e.ShouldNotContain("\n"));
        refused.Out.ShouldNotContain("made by the demo", customMessage: "no word of the host about it");
        refused.Out.ShouldNotContain("   at ");
    }

    [Theory, OnBothDatabases]
    public async Task Migrate_names_what_it_did_and_does_it_once(string database)
    {
        await using var machine = EmptyMachine.Make(database, Path.Combine(work, "data"));
        var first = await CliProcess.RunAsync(machine.Settings, "migrate");
        first.Code.ShouldBe(0, first.ToString());
        first.Out.ShouldContain("202611220001 VersionTable\n");
        first.Lines[^1].ShouldBe($"{first.Lines.Length - 1} migrations ran.");
        var second = await CliProcess.RunAsync(machine.Settings, "migrate");
        second.Code.ShouldBe(0);
        second.Out.ShouldBe("The databases are up to date.\n");
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told_in_a_sentence()
    {
        await using var machine = EmptyMachine.Make(Databases.Sqlite, Path.Combine(work, "data"));
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var refused = await CliProcess.RunAsync(machine.Settings with { Urls = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}" }, "run");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("Another program already uses http://127.0.0.1:");
        refused.Error.ShouldContain("ONKREUKBAAR_URLS");
        refused.ToString().ShouldNotContain("   at ", customMessage: "a sentence, no stack trace");
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("migrate", "--frobnicate")]
    [InlineData("import")]
    [InlineData("import", "positions")]
    [InlineData("backup")]
    [InlineData]
    public async Task A_command_that_is_not_understood_does_nothing_and_ends_with_2(params string[] arguments)
    {
        var data = Path.Combine(work, "data");
        var refused = await CliProcess.RunAsync(new Settings { DataFolder = data }, arguments);
        refused.Code.ShouldBe(2, refused.ToString());
        refused.Error.ShouldNotBeEmpty();
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task Help_of_a_command_ends_with_0() => (await CliProcess.RunAsync(new Settings { DataFolder = Path.Combine(work, "data") }, "import", "positions", "--help")).Code.ShouldBe(0);

    [Fact]
    public async Task A_database_that_is_not_there_and_a_folder_that_is_a_file_are_told_in_a_sentence()
    {
        // Taken, so that no other program gets it meanwhile, and not listened on.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)nobody.LocalEndPoint!).Port;
        var server = $"Host=127.0.0.1;Port={port};Username=onkreukbaar;Password=geheim-woord";
        var away = await CliProcess.RunAsync(
            new Settings { DataFolder = Path.Combine(work, "data"), Database = $"{server};Database=register | {server};Database=vault" },
            "ledger",
            "verify"
        );
        away.Code.ShouldBe(2);
        away.Error.ShouldContain("The database refused: ");
        away.Error.ShouldNotContain("   at ");
        away.ToString().ShouldNotContain("geheim-woord");

        var file = Path.Combine(work, "file");
        await File.WriteAllTextAsync(file, "");
        var folder = await CliProcess.RunAsync(new Settings { DataFolder = file }, "migrate");
        folder.Code.ShouldBe(2);
        folder.Error.ShouldContain(file);
        folder.Error.ShouldNotContain("   at ");
    }

    private static async Task<int> BodiesAsync(Serving site)
    {
        using var client = site.Client();
        return Id().Count(await client.GetStringAsync("/v1/overheidsorganisaties"));
    }

    [GeneratedRegex("\"id\":", RegexOptions.None, 1000)]
    private static partial Regex Id();

    /// <summary>A command that serves, once it has told where.</summary>
    private sealed partial class Serving : IAsyncDisposable
    {
        private readonly Process process;
        private readonly StringBuilder printed = new();
        private readonly Task<string> error;
        private Task? rest;

        private Serving(Process process)
        {
            this.process = process;
            error = process.StandardError.ReadToEndAsync();
        }

        public string Printed => printed.ToString();

        private Uri Address { get; set; } = new("http://localhost");

        public static async Task<Serving> StartAsync(Settings settings, string command)
        {
            var serving = new Serving(CliProcess.Start(settings with { Urls = "http://127.0.0.1:0" }, command));
            while (await serving.process.StandardOutput.ReadLineAsync() is { } line)
            {
                serving.printed.AppendLine(line);
                if (Url().Match(line) is { Success: true } found)
                {
                    serving.Address = new Uri(found.Value);
                }

                if (line.StartsWith("Stop with", StringComparison.Ordinal))
                {
                    serving.rest = serving.process.StandardOutput.ReadToEndAsync();
                    return serving;
                }
            }

            await serving.process.WaitForExitAsync();
            throw new InvalidOperationException($"It ended by itself: {serving.Printed}{await serving.error}");
        }

        public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

        public TestBrowser Browser() => new(Client());

        /// <summary>Asks it to stop, as the service manager does. Returns the exit code.</summary>
        public async Task<int> StopAsync()
        {
            if (!process.HasExited)
            {
                await Started.RunAsync("sh", ["-c", $"kill -TERM {process.Id}"], Nothing);
                await process.WaitForExitAsync();
                await rest!;
            }

            return process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            process.Dispose();
        }

        [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
        private static partial Regex Url();
    }
}
