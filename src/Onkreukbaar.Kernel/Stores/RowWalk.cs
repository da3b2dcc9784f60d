// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// Rows as the engine sends them, for walks over a whole table: the objects that its client library makes for each value cost more there than what
/// is done with the values. A value that has not the type asked for is said to be unreadable; nothing is converted.
/// </summary>
/// <remarks>What a span shows holds until the next row is read. Not for use by two threads at a time.</remarks>
public abstract class RowWalk : IAsyncDisposable
{
    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellation);

    /// <summary>Whether the value is absent. Columns count from 0.</summary>
    public abstract bool IsNull(int column);

    /// <summary>Reads an id.</summary>
    public abstract bool TryGuid(int column, out Guid value);

    /// <summary>Reads a whole number of 64 bits.</summary>
    public abstract bool TryNumber(int column, out long value);

    /// <summary>Reads a moment: UTC, whole microseconds.</summary>
    public abstract bool TryMoment(int column, out DateTime value);

    /// <summary>Reads text, as UTF-8.</summary>
    public abstract bool TryText(int column, out ReadOnlySpan<byte> value);

    /// <summary>Reads bytes.</summary>
    public abstract bool TryBytes(int column, out ReadOnlySpan<byte> value);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the query, also before its last row.</summary>
    protected abstract ValueTask CloseAsync();
}
