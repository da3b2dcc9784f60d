// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using FluentMigrator.Runner;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Problems;
using Quartz;

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

    /// <summary>Whether a closed connection goes back to a pool of connections to a server; otherwise it costs as much to open as a small query.</summary>
    public abstract bool PoolsServerConnections { get; }

    /// <summary>
    /// Whether the engine itself keeps a store that is narrowed to one body to the rows of that body, whatever SQL it is sent. Where it does,
    /// it starts with the opening of a connection.
    /// </summary>
    public virtual bool HoldsToBody => false;

    /// <summary>Looks whether <see cref="GuardBodiesAsync"/> will be possible, and makes it so where it can. Done before migrations, which cannot be undone.</summary>
    /// <exception cref="Hosting.SettingsException">The account may not do this; the message tells what to do.</exception>
    public virtual Task PrepareBodiesAsync(string connectionString, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Gives the tables the rules that hold narrowed stores to their body. Done after each migration; what is right already is left alone, and where nothing
    /// can be written it is only looked at.
    /// </summary>
    /// <param name="connectionString">The store's database, with its tables.</param>
    /// <param name="tables">What narrowed stores may do, table by table.</param>
    /// <param name="cancellation">Stops; nothing is half done.</param>
    /// <exception cref="Hosting.SettingsException">The account may not do this, or the rules would not hold; the message tells what to do.</exception>
    public virtual Task GuardBodiesAsync(string connectionString, IReadOnlyList<BodyTable> tables, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Makes the database where the engine does not do so by itself.</summary>
    /// <exception cref="Hosting.SettingsException">The connection string asks for what narrowed stores cannot work with.</exception>
    public abstract Task CreateAsync(string connectionString, CancellationToken cancellation);

    /// <summary>Condition in SQL on a row of a table with a full-text index: that its text answers the question, found by that index.</summary>
    /// <param name="table">Name from the model.</param>
    /// <param name="question">Placeholder of what <see cref="Question"/> makes.</param>
    public abstract string Answers(string table, string question);

    /// <summary>A question for the full-text index: words, folded (letters and digits only), each of which may be the beginning of one.</summary>
    /// <param name="words">At least one.</param>
    /// <param name="any">Whether one of them is enough; otherwise all must occur.</param>
    public abstract string Question(IReadOnlyList<string> words, bool any = false);

    /// <summary>Condition in SQL on a row: that a column of text holds one of several values, found by the column's index.</summary>
    /// <param name="column">Name from the model.</param>
    /// <param name="values">Placeholder of what <see cref="Values"/> makes.</param>
    public abstract string IsAmong(string column, string values);

    /// <summary>Condition in SQL on a row of a table with a full-text index: that its text holds a word, found without that index. For rows that another index found.</summary>
    /// <param name="word">Placeholder of the word, folded, with a space before it; it may be the beginning of one.</param>
    public abstract string Holds(string word);

    /// <summary>Several values as one parameter, so that the statement is the same for any number of them.</summary>
    public abstract object Values(IReadOnlyList<string> values);

    /// <summary>
    /// Waits until this process may write. Engines with one writer at a time let savers queue here, which is fair and costs nothing; their own
    /// way is to try again after a sleep.
    /// </summary>
    /// <returns>Ends the turn; null when the engine needs none.</returns>
    public virtual ValueTask<IDisposable?> WriteTurnAsync(string connectionString, CancellationToken cancellation) => ValueTask.FromResult<IDisposable?>(null);

    /// <summary>Adds rows in the engine's quickest way: all of them or none.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">The one that is open on the connection; null when these rows are all that there is to write.</param>
    /// <param name="rows">What goes where, in this order.</param>
    /// <param name="narrowed">Whether the connection is that of a store that is narrowed to one body.</param>
    /// <param name="cancellation">Stops.</param>
    public abstract Task InsertAsync(
        DbConnection connection,
        DbTransaction? transaction,
        IReadOnlyList<BulkRows> rows,
        bool narrowed,
        CancellationToken cancellation
    );

    /// <summary>Reads rows as the engine sends them.</summary>
    /// <param name="connection">Open; it does nothing else until the rows are disposed.</param>
    /// <param name="sql">A query without parameters, made of constants, numbers and ids. Ids are compared as <c>'00000000-0000-0000-0000-000000000000'</c>, in capitals.</param>
    /// <param name="cancellation">Stops.</param>
    public abstract Task<RowWalk> WalkAsync(DbConnection connection, string sql, CancellationToken cancellation);

    /// <summary>Turns an engine's refusal into a problem that a user understands; null when it is our own fault.</summary>
    public abstract Problem? Translate(DbException cause);

    /// <summary>
    /// As <see cref="Translate(DbException)"/>, where the refusal may be wrapped by other layers and itself wrap what the network said; null as well when there is
    /// no refusal of an engine in it.
    /// </summary>
    public Problem? Translate(Exception failure)
    {
        DbException? refusal = null;
        for (var at = failure; at is not null; at = at.InnerException)
        {
            refusal = at as DbException ?? refusal;
        }

        return refusal is null ? null : Translate(refusal);
    }

    /// <summary>Gives the scheduler its store: shared between processes where the engine allows it.</summary>
    public abstract void ConfigureJobs(IQuartzBuilder jobs, string connectionString);

    /// <summary>Extension of a store's copy in a backup.</summary>
    public abstract string CopyExtension { get; }

    /// <summary>Whether a store can be replaced while processes use it.</summary>
    public abstract bool CanReplaceRunning { get; }

    /// <summary>The same store outside the pool of connections: what is closed no longer counts as a user of it.</summary>
    public abstract string Unpooled(string connectionString);

    /// <summary>What there is under a connection string. It changes nothing.</summary>
    /// <param name="connectionString">The store.</param>
    /// <param name="lookForUsers">Whether others being connected matters; without it the answer is never <see cref="StoreUse.Running"/>.</param>
    /// <param name="cancellation">Stops.</param>
    public abstract Task<StoreUse> UseOfAsync(string connectionString, bool lookForUsers, CancellationToken cancellation);

    /// <summary>Copies a store to a new file while it is in use; the copy holds one moment.</summary>
    /// <param name="connectionString">The store.</param>
    /// <param name="file">The copy.</param>
    /// <param name="atThatMoment">Is given a connection that sees exactly what the copy holds.</param>
    /// <param name="progress">Takes (done, total or null).</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="Backup.BackupRefusedException">A tool is missing or refuses; the message tells which.</exception>
    public abstract Task CopyOutAsync(
        string connectionString,
        string file,
        Func<DbConnection, Task> atThatMoment,
        Action<long, long?> progress,
        CancellationToken cancellation
    );

    /// <summary>Reads a copy through to its last byte. Returns a connection string for it where the engine can open a copy as it is.</summary>
    /// <exception cref="Backup.BackupRefusedException">The copy is damaged.</exception>
    public abstract Task<string?> ReadBackAsync(string file, CancellationToken cancellation);

    /// <summary>Whether the account may make the database of <see cref="AsideOf"/>; always where that is a file.</summary>
    public virtual Task<bool> MayMakeAsideAsync(string connectionString, CancellationToken cancellation) => Task.FromResult(true);

    /// <summary>Connection string of the database beside the living one in which a restore is prepared, or a fresh copy proved.</summary>
    public abstract string AsideOf(string connectionString, string folder, string mark);

    /// <summary>Makes the database beside the living one and fills it from a copy.</summary>
    public abstract Task CopyInAsync(string asideConnectionString, string file, CancellationToken cancellation);

    /// <summary>Removes a prepared database that is not wanted after all; nothing when it is not there.</summary>
    public abstract Task DropAsideAsync(string asideConnectionString);

    /// <summary>Puts the prepared databases in the place of the living ones, all or none.</summary>
    /// <param name="stores">Connection strings.</param>
    /// <param name="before">Folder for what was there.</param>
    /// <param name="mark">Moment of the restore, for names.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Where the former databases are.</returns>
    public abstract Task<IReadOnlyList<string>> SwitchAsync(
        IReadOnlyList<(string Live, string Side)> stores,
        string before,
        string mark,
        CancellationToken cancellation
    );
}

/// <summary>What a connection string leads to.</summary>
public enum StoreUse
{
    /// <summary>There is no database.</summary>
    Missing,

    /// <summary>A database without tables.</summary>
    Empty,

    /// <summary>A database with tables that no process uses now.</summary>
    Filled,

    /// <summary>Other processes are connected to it.</summary>
    Running,
}
