// SPDX-License-Identifier: EUPL-1.2
using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Onkreukbaar.TestKit;

/// <summary>The database engines that a test runs on.</summary>
public static class Databases
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    /// <summary>Server on which tests make their PostgreSQL databases; set by <c>./onkreukbaar test</c>.</summary>
    public static string? PostgresServer { get; } = Environment.GetEnvironmentVariable("ONKREUKBAAR_TEST_POSTGRES");

    private static readonly string[] Chosen =
        Environment.GetEnvironmentVariable("ONKREUKBAAR_TEST_DATABASES")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        ?? [Sqlite, Postgres];

    /// <summary>Null when tests can run on the engine, else why not.</summary>
    public static string? WhyNot(string database) =>
        !Chosen.Contains(database, StringComparer.OrdinalIgnoreCase) ? $"{database} was not chosen for this run"
        : string.Equals(database, Postgres, StringComparison.Ordinal) && PostgresServer is null ? "ONKREUKBAAR_TEST_POSTGRES is not set: run ./onkreukbaar test"
        : null;
}

/// <summary>Runs a theory once per database engine; an engine that is not there shows as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. new[] { Databases.Sqlite, Databases.Postgres }.Select(database => new TheoryDataRow(database) { Skip = Databases.WhyNot(database) })]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
