// SPDX-License-Identifier: EUPL-1.2
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Offices;

/// <summary>A database from before factions had periods: its values hold for the whole term, and the ledger still proves them.</summary>
public sealed class TermPartsMigrationTests
{
    [Theory, OnBothDatabases]
    public async Task One_faction_and_share_become_one_period_over_the_whole_term(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var ids = await app.WithStoreAsync(async store =>
        {
            TermOfOffice[] terms =
            [
                new() { Faction = OverTime.Whole("Groep \"É\" [1]"), FullTimePercent = OverTime.Whole(80) },
                new(),
            ];
            foreach (var term in terms)
            {
                store.Add(term);
            }

            await store.SaveAsync(Act.BySystem("kernel.proef"));
            return terms.Select(t => t.Id).ToArray();
        });
        await app.WithStoreAsync(async store =>
        {
            // The state as it was recorded before: a text and a number.
            (await store.Versions.SingleAsync(v => v.SubjectId == ids[0])).Payload!.ShouldContain("""\"É\" [1]","fullTimePercent":80,""");
            foreach (var sql in Before(app.Settings.IsPostgres))
            {
                await ExecuteAsync(store, sql, ("id", ids[0]), ("faction", "Groep \"É\" [1]"));
            }

            return 0;
        });

        await OnkreukbaarApp.MigrateAsync(app.Settings);

        await app.WithStoreAsync(async store =>
        {
            var term = await store.Set<TermOfOffice>().SingleAsync(t => t.Id == ids[0]);
            term.Faction.ShouldBe(OverTime.Whole("Groep \"É\" [1]"));
            term.FullTimePercent.ShouldBe(OverTime.Whole(80));
            var other = await store.Set<TermOfOffice>().SingleAsync(t => t.Id == ids[1]);
            other.Faction.ShouldBeNull();
            other.FullTimePercent.ShouldBeNull();
            return 0;
        });
        var ledger = app.App.Services.GetRequiredService<Ledgers>()[Zone.Register];
        await ledger.Sequencer.DrainAsync();
        (await ledger.VerifyAsync()).First.ShouldBeNull();
    }

    /// <summary>Takes the migration back, as the database was before it.</summary>
    private static IEnumerable<string> Before(bool isPostgres)
    {
        yield return "ALTER TABLE term_of_office DROP COLUMN full_time_percent";
        yield return "ALTER TABLE term_of_office ADD COLUMN full_time_percent integer";
        yield return "UPDATE term_of_office SET full_time_percent = 80, faction = @faction WHERE id = @id";
        yield return isPostgres ? """DELETE FROM "VersionInfo" WHERE "Version" = 202611222230""" : "DELETE FROM VersionInfo WHERE Version = 202611222230";
    }

    private static async Task ExecuteAsync(RegisterStore store, string sql, params (string Name, object Value)[] values)
    {
        await store.Database.OpenConnectionAsync();
#pragma warning disable RS0030 // Entity Framework opened it.
        await using var command = store.Database.GetDbConnection().CreateCommand();
#pragma warning restore RS0030
        command.CommandText = sql;
        foreach (var (name, value) in values.Where(v => sql.Contains("@" + v.Name, StringComparison.Ordinal)))
        {
            command.Parameters.Add(command is NpgsqlCommand ? new NpgsqlParameter(name, value) : new SqliteParameter("@" + name, value));
        }

        await command.ExecuteNonQueryAsync();
        await store.Database.CloseConnectionAsync();
    }
}
