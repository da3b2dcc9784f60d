// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Storage.Postgres;

/// <summary>
/// A store that is narrowed to one body works as the lesser role, which row-level security holds to that body. Npgsql sets the session back
/// when the connection goes to its pool.
/// </summary>
internal sealed class NarrowedConnections : DbConnectionInterceptor
{
    public static NarrowedConnections Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (BodyOf(eventData.Context) is not { } body)
        {
            return;
        }

        try
        {
            using var command = PostgresBodies.Narrow(connection, body);
            command.ExecuteNonQuery();
        }
        catch
        {
            // Left open, it would serve the next query as the login role, which sees all bodies.
            connection.Close();
            throw;
        }
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (BodyOf(eventData.Context) is not { } body)
        {
            return;
        }

        try
        {
            await using var command = PostgresBodies.Narrow(connection, body);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.CloseAsync();
            throw;
        }
    }

    private static Guid? BodyOf(DbContext? context) => (context as Store)?.BodyScope;
}
