// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using FluentMigrator.Runner;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>What differs between the database engines; the Storage projects fill it in, everything else is shared.</summary>
public abstract class StorageProvider
{
    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Sets EF Core up for a connection string.</summary>
    public abstract void Configure(DbContextOptionsBuilder options, string connectionString);

    /// <summary>Sets the migration runner up.</summary>
    public abstract void Configure(IMigrationRunnerBuilder runner);

    /// <summary>A closed connection, for the ledger and for bulk work.</summary>
    public abstract DbConnection Connect(string connectionString);

    /// <summary>Makes the database where the engine does not do so by itself.</summary>
    public abstract Task CreateAsync(string connectionString, CancellationToken cancellation);

    /// <summary>Full-text search: all words, each as the beginning of a word, in the table's full-text index.</summary>
    public abstract IQueryable<T> Matching<T>(DbSet<T> set, string table, IReadOnlyList<string> words)
        where T : class;

    /// <summary>Turns an engine's refusal into a problem that a user understands; null when it is our own fault.</summary>
    public abstract Problem? Translate(DbException cause);
}
