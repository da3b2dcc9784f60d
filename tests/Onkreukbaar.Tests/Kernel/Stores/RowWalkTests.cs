// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Stores;

public sealed class RowWalkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_walk_gives_each_value_as_it_was_written_and_what_is_absent_as_absent(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var moment = new DateTime(2026, 11, 22, 23, 59, 58, DateTimeKind.Utc).AddMicroseconds(120);
        var id = Guid.CreateVersion7();
        var bytes = new byte[] { 0, 1, 255 };
        await using var connection = await OpenAsync(app);
        await ExecuteAsync(connection, Table(database));
        await ExecuteAsync(connection, Insert, ("id", id), ("number", long.MinValue), ("moment", moment), ("text", "Fryslân 🏛"), ("bytes", bytes));
        await ExecuteAsync(
            connection, Insert, ("id", Guid.Empty), ("number", DBNull.Value), ("moment", new DateTime(1999, 12, 31, 0, 0, 0, DateTimeKind.Utc)), ("text", ""), ("bytes", DBNull.Value));

        await using var walk = await WalkAsync(app, connection, "SELECT id, number, moment, text, bytes FROM walked ORDER BY number NULLS LAST");
        (await walk.ReadAsync(Cancellation)).ShouldBeTrue();
        (walk.TryGuid(0, out var foundId), foundId).ShouldBe((true, id));
        (walk.TryNumber(1, out var number), number).ShouldBe((true, long.MinValue));
        (walk.TryMoment(2, out var foundMoment), foundMoment, foundMoment.Kind).ShouldBe((true, moment, DateTimeKind.Utc));
        (walk.TryText(3, out var text), Encoding.UTF8.GetString(text)).ShouldBe((true, "Fryslân 🏛"));
        (walk.TryBytes(4, out var found), Convert.ToHexString(found)).ShouldBe((true, "0001FF"));

        (await walk.ReadAsync(Cancellation)).ShouldBeTrue();
        (walk.TryGuid(0, out var none), none).ShouldBe((true, Guid.Empty));
        (walk.IsNull(1), walk.TryNumber(1, out _)).ShouldBe((true, false));
        (walk.TryMoment(2, out var earlier), earlier).ShouldBe((true, new DateTime(1999, 12, 31, 0, 0, 0, DateTimeKind.Utc)));
        (walk.IsNull(3), walk.TryText(3, out var empty), empty.Length).ShouldBe((false, true, 0));
        (walk.IsNull(4), walk.TryBytes(4, out _)).ShouldBe((true, false));
        (await walk.ReadAsync(Cancellation)).ShouldBeFalse();
    }

    [Theory, OnBothDatabases]
    public async Task Rows_larger_than_any_buffer_come_whole_and_a_walk_can_be_left_half_way(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        await using var connection = await OpenAsync(app);
        await ExecuteAsync(connection, Table(database));
        // Lengths that make rows end everywhere in a buffer.
        for (var i = 0; i < 40; i++)
        {
            await ExecuteAsync(
                connection, Insert, ("id", Guid.CreateVersion7()), ("number", (long)i), ("moment", DateTime.UnixEpoch), ("text", new string('x', i * 26_017)), ("bytes", new byte[i]));
        }

        const string Query = "SELECT number, text, bytes FROM walked ORDER BY number";
        await using (var half = await WalkAsync(app, connection, Query))
        {
            (await half.ReadAsync(Cancellation)).ShouldBeTrue();
        }

        await using var walk = await WalkAsync(app, connection, Query);
        for (var i = 0; i < 40; i++)
        {
            (await walk.ReadAsync(Cancellation)).ShouldBeTrue();
            (walk.TryNumber(0, out var number), number).ShouldBe((true, i));
            (walk.TryText(1, out var text), text.Length, text.ContainsAnyExcept((byte)'x')).ShouldBe((true, i * 26_017, false));
            (walk.TryBytes(2, out var bytes), bytes.Length).ShouldBe((true, i));
        }

        (await walk.ReadAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task On_SQLite_a_value_of_another_type_is_unreadable_not_converted()
    {
        await using var app = await TestApp.FreshAsync("sqlite");
        await using var connection = await OpenAsync(app);
        await ExecuteAsync(connection, "CREATE TABLE walked (id, number, moment, text, bytes)");
        await ExecuteAsync(connection, "INSERT INTO walked VALUES ('0198-no-id', '12 and more', 'yesterday at noon, as it were', x'41', 'text')");
        await ExecuteAsync(connection, "INSERT INTO walked VALUES (7, 1.5, '2026-11-22T12:00:00', 3, 3)");

        await using var walk = await WalkAsync(app, connection, "SELECT id, number, moment, text, bytes FROM walked");
        for (var row = 0; row < 2; row++)
        {
            (await walk.ReadAsync(Cancellation)).ShouldBeTrue();
            (walk.TryGuid(0, out _), walk.TryNumber(1, out _), walk.TryMoment(2, out _), walk.TryText(3, out _), walk.TryBytes(4, out _)).ShouldBe((false, false, false, false, false));
            walk.IsNull(0).ShouldBeFalse();
        }
    }

    private const string Insert = "INSERT INTO walked (id, number, moment, text, bytes) VALUES (@id, @number, @moment, @text, @bytes)";

    private static string Table(string database) => database == "sqlite"
        ? "CREATE TABLE walked (id TEXT, number INTEGER, moment TEXT, text TEXT, bytes BLOB)"
        : "CREATE TABLE walked (id uuid, number bigint, moment timestamptz, text text, bytes bytea)";

    private static StorageProvider Provider(TestApp app) => app.App.Services.GetRequiredService<StorageProvider>();

    private static async Task<DbConnection> OpenAsync(TestApp app)
    {
        var connection = Provider(app).Connect(OnkreukbaarApp.ConnectionString(app.App.Services.GetRequiredService<Onkreukbaar.Kernel.Hosting.Settings>(), Zone.Register));
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private static Task<RowWalk> WalkAsync(TestApp app, DbConnection connection, string sql) => Provider(app).WalkAsync(connection, sql, Cancellation);

    private static async Task ExecuteAsync(DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@" + name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
