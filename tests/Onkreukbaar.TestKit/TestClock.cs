// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.TestKit;

/// <summary>A clock that stands still until a test moves it. It starts on 22 November 2026, 12:00 UTC.</summary>
public sealed class TestClock : TimeProvider
{
    private long ticks = new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public void Set(DateTime utc) => Interlocked.Exchange(ref ticks, utc.Ticks);
}
