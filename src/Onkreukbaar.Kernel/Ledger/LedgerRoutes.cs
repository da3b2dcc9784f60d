// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// The public log of the register, under <c>/logboek</c>, as C2SP tlog-tiles lays it down, so that existing tools can read it; and a proof
/// per version. The vault has no such addresses.
/// </summary>
public static class LedgerRoutes
{
    private const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Maps the addresses. Only GET; nothing here depends on who asks.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var log = app.ServiceProvider.GetRequiredService<Ledgers>()[Zone.Register];
        app.MapGet("/logboek/checkpoint", (HttpContext http, CancellationToken cancellation) => CheckpointAsync(http, log, cancellation)).Public();
        app.MapGet("/logboek/sleutel", () => Results.Text(string.Join('\n', log.Keys) + "\n", "text/plain; charset=utf-8")).Public();
        app.MapGet("/logboek/tile/entries/{**path}", (HttpContext http, string path, CancellationToken cancellation) =>
            BytesAsync(http, path, (index, width) => log.Reader.BundleAsync(index, width, cancellation))).Public();
        app.MapGet("/logboek/tile/{level}/{**path}", (HttpContext http, string level, string path, CancellationToken cancellation) =>
            TryParseLevel(level, out var number)
                ? BytesAsync(http, path, (index, width) => log.Reader.TileAsync(number, index, width, cancellation))
                : Task.FromResult(Results.NotFound())).Public();
        app.MapGet("/logboek/bewijs/{versie:guid}", (HttpContext http, Guid versie, CancellationToken cancellation) =>
            ProofAsync(http, log, versie, cancellation)).Public();
    }

    private static async Task<IResult> CheckpointAsync(HttpContext http, StoreLedger log, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return await log.Reader.CheckpointAsync(cancellation) is { } note ? Results.Text(note, "text/plain; charset=utf-8") : Results.NotFound();
    }

    private static async Task<IResult> BytesAsync(HttpContext http, string path, Func<long, int, Task<ReadOnlyMemory<byte>?>> read)
    {
        if (!TileLayout.TryParsePath(path, out var index, out var width) || await read(index, width) is not { } bytes)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = Immutable;
        return Results.Bytes(bytes, "application/octet-stream");
    }

    private static async Task<IResult> ProofAsync(HttpContext http, StoreLedger log, Guid version, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return await log.Reader.ProveAsync(version, cancellation) is { } proof ? Results.Json(proof) : Results.NotFound();
    }

    private static bool TryParseLevel(string text, out int level) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out level)
        && level <= 63
        && string.Equals(level.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
}
