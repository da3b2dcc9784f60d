// SPDX-License-Identifier: EUPL-1.2
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Registers.AncillaryPositions.Overview;

namespace Onkreukbaar.Registers.AncillaryPositions.Published;

/// <summary>
/// The query for one position, compiled once for the application: it is what machines ask most, and composing it anew would take longer than
/// running it.
/// </summary>
internal sealed class OnePosition
{
    private Func<RegisterStore, Guid, CancellationToken, Task<PositionRow?>>? compiled;

    /// <summary>The row with this id; null when <paramref name="rows"/> has none.</summary>
    /// <param name="store">The store to ask.</param>
    /// <param name="rows">The same query at each call; only the first is looked at.</param>
    /// <param name="id">Id of the position.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<PositionRow?> FindAsync(RegisterStore store, Func<IQueryable<PositionRow>> rows, Guid id, CancellationToken cancellation) =>
        (compiled ??= Compile(rows()))(store, id, cancellation);

    private static Func<RegisterStore, Guid, CancellationToken, Task<PositionRow?>> Compile(IQueryable<PositionRow> rows)
    {
        var store = Expression.Parameter(typeof(RegisterStore), "store");
        var id = Expression.Parameter(typeof(Guid), "id");
        var cancellation = Expression.Parameter(typeof(CancellationToken), "cancellation");
        var row = Expression.Parameter(typeof(PositionRow), "row");
        var position = Expression.Property(row, nameof(PositionRow.Position));
        var wanted = Expression.Lambda<Func<PositionRow, bool>>(Expression.Equal(Expression.Property(position, nameof(AncillaryPosition.Id)), id), row);
        var first = Expression.Call(typeof(Queryable), nameof(Queryable.FirstOrDefault), [typeof(PositionRow)], rows.Expression, Expression.Quote(wanted));
        return EF.CompileAsyncQuery(
            Expression.Lambda<Func<RegisterStore, Guid, CancellationToken, PositionRow?>>(first, store, id, cancellation)
        );
    }
}
