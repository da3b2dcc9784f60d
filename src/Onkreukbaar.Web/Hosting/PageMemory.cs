// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Public responses in memory. Nothing is searched for at a save: it notes when its subjects changed, and a response counts only while none of
/// what it shows changed since its making began. So a page that was being made while something on it was withdrawn is never shown.
/// </summary>
internal sealed class PageMemory
{
    /// <summary>How long a response counts; saves of other processes are seen after this at the latest.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const long MostBytes = 256L * 1024 * 1024;
    private const int LargestBody = 8 * 1024 * 1024;
    private const int MostChanges = 100_000;

    private readonly ConcurrentDictionary<PageKey, KeptPage> pages = new();
    private readonly ConcurrentDictionary<Guid, long> changes = new();
    private readonly TimeProvider clock;
    private readonly Lock room = new();
    private long moment;
    private long emptied;
    private long bytes;

    public PageMemory(StoreSignals signals, TimeProvider clock)
    {
        this.clock = clock;
        signals.Listen(
            (_, saved) =>
            {
                Changed(saved);
                return ValueTask.CompletedTask;
            }
        );
    }

    /// <summary>To be asked before a response is made.</summary>
    public long Moment => Interlocked.Read(ref moment);

    /// <summary>The response to this request, when it is here and still true.</summary>
    public KeptPage? Find(in PageKey key)
    {
        if (!pages.TryGetValue(key, out var page))
        {
            return null;
        }

        if (clock.GetUtcNow() < page.Until && page.Made >= Interlocked.Read(ref emptied) && !Array.Exists(page.Shown, id => changes.TryGetValue(id, out var at) && at > page.Made))
        {
            return page;
        }

        Remove(key, page);
        return null;
    }

    /// <summary>Keeps a response.</summary>
    /// <param name="key">The request.</param>
    /// <param name="headers">All headers of the response.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="shown">What it shows.</param>
    /// <param name="made"><see cref="Moment"/> before it was made.</param>
    public void Keep(in PageKey key, IHeaderDictionary headers, byte[] body, ShownSubjects shown, long made)
    {
        if (body.Length > LargestBody)
        {
            return;
        }

        var page = new KeptPage([.. headers], headers.ETag.ToString(), body, [.. shown.Ids], made, clock.GetUtcNow() + Lifetime);
        if (Interlocked.Read(ref bytes) + page.Size > MostBytes)
        {
            Empty();
        }

        if (pages.TryAdd(key, page))
        {
            Interlocked.Add(ref bytes, page.Size);
        }
    }

    private void Changed(Saved saved)
    {
        var now = Interlocked.Increment(ref moment);
        Note(ShownSubjects.Lists);
        foreach (var subject in saved.Subjects)
        {
            Note(subject.Id);
            Note(subject.PersonId);
            Note(subject.BodyId);
        }

        if (changes.Count > MostChanges)
        {
            // After a large import it is cheaper to begin again than to remember what changed.
            Empty();
        }

        void Note(Guid? id)
        {
            if (id is { } known)
            {
                // Of two saves at once the later counts, whichever comes here first.
                changes.AddOrUpdate(known, static (_, at) => at, static (_, earlier, at) => Math.Max(earlier, at), now);
            }
        }
    }

    private void Empty()
    {
        lock (room)
        {
            // What is being made now does not count either: the changes during its making are forgotten. Twice, because a save may be noted and
            // forgotten in between.
            Interlocked.Exchange(ref emptied, Interlocked.Increment(ref moment));
            changes.Clear();
            Interlocked.Exchange(ref emptied, Interlocked.Increment(ref moment));
            foreach (var (key, page) in pages)
            {
                Remove(key, page);
            }
        }
    }

    private void Remove(in PageKey key, KeptPage page)
    {
        if (pages.TryRemove(new KeyValuePair<PageKey, KeptPage>(key, page)))
        {
            Interlocked.Add(ref bytes, -page.Size);
        }
    }
}

/// <summary>What makes two requests ask for the same bytes.</summary>
/// <param name="Scheme">Headers differ by it.</param>
/// <param name="Host">Name by which the site was called.</param>
/// <param name="Path">Decoded path.</param>
/// <param name="Query">With its question mark.</param>
/// <param name="English">Language of the page.</param>
/// <param name="Accept">Header as sent.</param>
/// <param name="Encoding">Header <c>Accept-Encoding</c> as sent.</param>
internal readonly record struct PageKey(string Scheme, string Host, string Path, string Query, bool English, string Accept, string Encoding)
{
    public static PageKey Of(HttpContext http, bool english)
    {
        var request = http.Request;
        return new(
            request.Scheme,
            request.Host.Value ?? "",
            request.Path.Value ?? "",
            request.QueryString.Value ?? "",
            english,
            request.Headers.Accept.ToString(),
            request.Headers.AcceptEncoding.ToString()
        );
    }
}

/// <summary>A response as it was sent.</summary>
internal sealed record KeptPage(KeyValuePair<string, StringValues>[] Headers, string ETag, byte[] Body, Guid[] Shown, long Made, DateTimeOffset Until)
{
    /// <summary>Roughly what it takes.</summary>
    public long Size => Body.Length + 2_000;
}
