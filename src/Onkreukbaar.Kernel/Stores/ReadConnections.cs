// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// Connections on which prepared statements stay: to compose and plan a small query takes longer than to run it. One serves one read at a time.
/// </summary>
public sealed class ReadConnections(StorageProvider provider) : IDisposable
{
    /// <summary>As many as can be of use at once; a crowd gets more for a moment.</summary>
    private static readonly int Most = Math.Max(16, 2 * Environment.ProcessorCount);

    private readonly ConcurrentDictionary<string, ConcurrentBag<ReadConnection>> idle = new(StringComparer.Ordinal);
    private volatile bool closed;

    /// <summary>Takes a connection to the database of a store; dispose it as soon as the rows are read.</summary>
    internal async ValueTask<Lease> RentAsync(Store store, CancellationToken cancellation)
    {
        var name = store.Database.GetConnectionString()!;
        var bag = idle.GetOrAdd(name, _ => []);
        if (!bag.TryTake(out var connection))
        {
            connection = new ReadConnection(provider.Connect(name));
        }

        var lease = new Lease(this, bag, connection);
        try
        {
            await connection.OpenAsync(cancellation);
            return lease;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        closed = true;
        foreach (var bag in idle.Values)
        {
            while (bag.TryTake(out var connection))
            {
                connection.Dispose();
            }
        }
    }

    private async ValueTask ReturnAsync(ConcurrentBag<ReadConnection> bag, ReadConnection connection)
    {
        if (provider.PoolsServerConnections)
        {
            await connection.CloseAsync();
        }

        if (bag.Count < Most && !closed)
        {
            bag.Add(connection);
            if (!closed)
            {
                return;
            }

            bag.TryTake(out connection!);
        }

        connection?.Dispose();
    }

    /// <summary>A connection in use.</summary>
    internal readonly struct Lease(ReadConnections owner, ConcurrentBag<ReadConnection> bag, ReadConnection connection) : IAsyncDisposable
    {
        /// <inheritdoc cref="ReadConnection.CommandAsync" />
        public ValueTask<DbCommand> CommandAsync(object query, Func<DbConnection, DbCommand> make, CancellationToken cancellation) =>
            connection.CommandAsync(query, make, cancellation);

        public ValueTask DisposeAsync() => owner.ReturnAsync(bag, connection);
    }
}

/// <summary>A connection with the commands that were prepared on it.</summary>
internal sealed class ReadConnection(DbConnection connection) : IDisposable
{
    private readonly Dictionary<object, DbCommand> commands = [];

    public Task OpenAsync(CancellationToken cancellation) =>
        connection.State == System.Data.ConnectionState.Open ? Task.CompletedTask : connection.OpenAsync(cancellation);

    public Task CloseAsync() => connection.CloseAsync();

    /// <summary>The command of a query, prepared.</summary>
    [SuppressMessage("Performance", "CA1859", Justification = "Providers differ.")]
    public async ValueTask<DbCommand> CommandAsync(object query, Func<DbConnection, DbCommand> make, CancellationToken cancellation)
    {
        if (!commands.TryGetValue(query, out var command))
        {
            command = make(connection);
            commands.Add(query, command);
        }

        // Costs nothing when the server's side has it already; behind a pool it may be another one than the last time.
        await command.PrepareAsync(cancellation);
        return command;
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
