// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Onkreukbaar.Kernel.Forms;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Kernel.Export;

/// <summary>A list of what is public, for files: the command line writes it, and <see cref="OpenData"/> serves it at <c>/open-data</c>.</summary>
/// <param name="Name">Dutch plural, also the name of the file: <c>nevenfuncties</c>.</param>
/// <param name="WriteAsync">Writes the whole list and returns the number of rows.</param>
public sealed record ExportList(string Name, Func<IServiceProvider, ListQuery, ExportFormat, Stream, CancellationToken, Task<long>> WriteAsync)
{
    /// <summary>Names of the filters that it knows beside body and moment, as in the address of the list's page.</summary>
    public IReadOnlyList<string> Filters { get; private init; } = [];

    /// <summary>Makes a list of a table and its rows.</summary>
    /// <param name="name">Name of the list.</param>
    /// <param name="open">
    /// Gives columns and rows in a fixed order; what is not public is not among them. It reads its filters from <see cref="ListQuery.Filters"/>, and
    /// notes what is wrong with them in <see cref="ListQuery.Errors"/>: then nothing is written.
    /// </param>
    /// <param name="filters">Names of the filters that it reads.</param>
    public static ExportList Of<T>(
        string name,
        Func<IServiceProvider, ListQuery, CancellationToken, (TableExport<T> Table, IAsyncEnumerable<T> Rows)> open,
        params IReadOnlyList<string> filters
    )
    {
        ArgumentNullException.ThrowIfNull(open);
        return Of(name, (services, query, cancellation) => Task.FromResult(open(services, query, cancellation)), filters);
    }

    /// <summary>Makes a list of a table and its rows, where something has to be read before the first row.</summary>
    /// <param name="name">Name of the list.</param>
    /// <param name="open">As above.</param>
    /// <param name="filters">Names of the filters that it reads.</param>
    public static ExportList Of<T>(
        string name,
        Func<IServiceProvider, ListQuery, CancellationToken, Task<(TableExport<T> Table, IAsyncEnumerable<T> Rows)>> open,
        params IReadOnlyList<string> filters
    )
    {
        ArgumentNullException.ThrowIfNull(open);
        return new(
            name,
            async (services, query, format, output, cancellation) =>
            {
                var (table, rows) = await open(services, query, cancellation);
                query.Errors.ThrowIfAny();
                var counter = new Counter<T>(rows);
                await table.WriteAsync(format, counter, output, cancellation);
                return counter.Count;
            }
        )
        {
            Filters = filters,
        };
    }

    /// <summary>All rows of a list that is read page by page.</summary>
    /// <param name="read">Takes how many to skip and to take; gives the rows and how many there are in all.</param>
    public static async IAsyncEnumerable<T> Pages<T>(Func<int, int, Task<(IReadOnlyList<T> Rows, int Total)>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        const int size = 1000;
        for (var skip = 0; ; skip += size)
        {
            var (rows, total) = await read(skip, size);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < size || skip + size >= total)
            {
                yield break;
            }
        }
    }

    private sealed class Counter<T>(IAsyncEnumerable<T> rows) : IAsyncEnumerable<T>
    {
        public long Count { get; private set; }

        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => CountedAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

        private async IAsyncEnumerable<T> CountedAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var row in rows.WithCancellation(cancellation))
            {
                Count++;
                yield return row;
            }
        }
    }
}

/// <summary>What of a list is asked for.</summary>
/// <param name="Body">Only what belongs to this public body; null for all.</param>
/// <param name="View">The moment of looking.</param>
public sealed record ListQuery(Guid? Body, ViewMoment View)
{
    /// <summary>Further filters as they stand in an address; none on the command line.</summary>
    public IQueryCollection Filters { get; init; } = QueryCollection.Empty;

    /// <summary>What is wrong with the filters, filled while the list is opened.</summary>
    public FormErrors Errors { get; init; } = new();
}
