// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Registers.AncillaryPositions;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;

namespace Onkreukbaar.Tests.Kernel.Ledger;

/// <summary>The application without the background numbering, so that a test decides when entries are numbered; and raw SQL for intruders.</summary>
internal sealed class LedgerBench : IAsyncDisposable
{
    public LedgerBench(TestApp app) => App = app;

    public TestApp App { get; }

    public StoreLedger Ledger => App.App.Services.GetRequiredService<Ledgers>()[Zone.Register];

    public static async Task<LedgerBench> StartAsync(string database) =>
        new(await TestApp.FreshAsync(
            database,
            configure: builder => builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(LedgerService)))));

    /// <summary>Saves new positions, each in an act of its own.</summary>
    public async Task<List<Guid>> SaveAsync(int count)
    {
        var ids = new List<Guid>();
        await App.WithStoreAsync(async store =>
        {
            for (var i = 0; i < count; i++)
            {
                App.Clock.Advance(TimeSpan.FromMilliseconds(1));
                var position = Position();
                store.Add(position);
                await store.SaveAsync(Act.BySystem("kernel.proef"));
                store.ChangeTracker.Clear();
                ids.Add(position.Id);
            }

            return 0;
        });
        return ids;
    }

    /// <summary>Saves new positions in one act.</summary>
    public Task<Saved> SaveAtOnceAsync(int count) => App.WithStoreAsync(store =>
    {
        store.AddRange(Enumerable.Range(0, count).Select(_ => Position()));
        return store.SaveAsync(Act.BySystem("kernel.proef"));
    });

    /// <summary>Saves a second version of a position.</summary>
    public Task<Saved> ChangeAsync(Guid id) => App.WithStoreAsync(async store =>
    {
        App.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await store.Set<AncillaryPosition>().FindAsync(id))!.Activity = "Toezicht";
        return await store.SaveAsync(Act.BySystem("kernel.proef"));
    });

    /// <summary>Runs SQL past the application, as an intruder with the database password would.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return await reader.GetFieldValueAsync<T>(0);
    }

    /// <summary>Keeps a copy of the tables, to undo what an intruder does to them.</summary>
    public async Task KeepAsync(IEnumerable<string> tables)
    {
        foreach (var table in tables)
        {
            await ExecuteAsync($"CREATE TABLE kept_{table} AS SELECT * FROM {table}");
        }
    }

    public async Task RestoreAsync(IEnumerable<string> tables)
    {
        foreach (var table in tables)
        {
            await ExecuteAsync($"DELETE FROM {table}");
            await ExecuteAsync($"INSERT INTO {table} SELECT * FROM kept_{table}");
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static AncillaryPosition Position()
    {
        var position = new AncillaryPosition
        {
            BodyId = Guid.CreateVersion7(),
            PersonId = Guid.CreateVersion7(),
            Description = "Lid raad van toezicht",
            Organisation = "Stichting De Vuurtoren",
            Start = new PartialDate(2018, 5),
            HoursPerMonth = 8.5m,
        };
        position.Derive();
        return position;
    }

    private async Task<DbConnection> ConnectAsync()
    {
        var connection = OnkreukbaarApp.Provider(App.Settings).Connect(OnkreukbaarApp.ConnectionString(App.Settings, Zone.Register));
        await connection.OpenAsync();
        return connection;
    }

    private static DbCommand Command(DbConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
