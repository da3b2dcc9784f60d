// SPDX-License-Identifier: EUPL-1.2
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Accounts;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Stores;

/// <summary>One migration in C# serves two engines, and the model says nothing to it: what it made is held against the model on both.</summary>
public sealed class SchemaShapeTests
{
    [Theory, OnBothDatabases]
    public async Task The_tables_that_the_migrations_make_are_those_of_the_model(string database)
    {
        var app = await TestApp.SharedAsync(database);
        (await DifferencesAsync(app, Zone.Register)).ShouldBeEmpty();
        (await DifferencesAsync(app, Zone.Vault)).ShouldBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task A_table_or_column_that_does_not_fit_is_named(string database)
    {
        await using var app = await TestApp.FreshAsync(database);
        var (id, integer, day, flag) = app.Settings.IsPostgres ? ("uuid", "bigint", "date", "boolean") : ("UNIQUEIDENTIFIER", "INTEGER", "DATETIME", "INTEGER");
        await app.ExecuteAsync(
            Zone.Register,
            "DROP TABLE list_import",
            "CREATE TABLE forgotten (id integer)",
            "ALTER TABLE office RENAME COLUMN label TO labels",
            "ALTER TABLE person ADD COLUMN shoe_size integer",
            "DROP TABLE statement",
            // Another type, a null too many, a null too few, and too short.
            $"""
            CREATE TABLE statement (id {id} NOT NULL PRIMARY KEY, version {integer} NOT NULL, body_id {integer} NOT NULL, person_id {id} NOT NULL, kind varchar(4) NOT NULL,
              year {(app.Settings.IsPostgres ? "integer" : "INTEGER")}, "on" {day} NULL, address text NOT NULL, retracted {flag} NOT NULL, holds_as text NULL)
            """
        );

        (await DifferencesAsync(app, Zone.Register)).ShouldBe([
            "forgotten: no model knows this table",
            "list_import: the table is not there",
            "office.label: the column is not there",
            "office.labels: no model knows this column",
            "person.shoe_size: no model knows this column",
            "statement.address: it may not be null, and the model says otherwise",
            $"statement.body_id: {(app.Settings.IsPostgres ? "int8" : "INTEGER")} does not hold Id",
            "statement.kind: it holds 4 characters, and the model says any number",
            "statement.on: it may be null, and the model says otherwise",
        ]);
    }

    private static Task<List<string>> DifferencesAsync(TestApp app, Zone zone) =>
        app.InScopeAsync(async services =>
        {
            IModel[] models = zone == Zone.Register
                ? [services.GetRequiredService<RegisterStore>().Model, services.GetRequiredService<AccountsContext>().Model]
                : [services.GetRequiredService<VaultStore>().Model];
            await using var connection = OnkreukbaarApp.Provider(app.Settings).Connect(OnkreukbaarApp.ConnectionString(app.Settings, zone));
            await connection.OpenAsync();
            return SchemaShape.Differences([.. models.SelectMany(model => SchemaShape.Of(model))], await SchemaShape.OfAsync(connection)).ToList();
        });
}
