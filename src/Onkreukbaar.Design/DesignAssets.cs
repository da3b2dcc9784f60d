// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Onkreukbaar.Design;

/// <summary>
/// Style sheet, fonts and drawings, embedded in this assembly. Their address holds a hash of all their contents, so browsers may keep
/// them for ever and a new version is never mixed with an old one.
/// </summary>
public static class DesignAssets
{
    private const string Prefix = "design/";

    private static readonly FrozenDictionary<string, byte[]> Files = Load();

    /// <summary>Folder of the current version: <c>/ontwerp/&lt;hash&gt;</c>.</summary>
    public static string Root { get; } = "/ontwerp/" + Hash();

    /// <summary>The address of an asset, such as <c>onkreukbaar.css</c>. Throws when there is no such asset.</summary>
    public static string Url(string name) =>
        Files.ContainsKey(name) ? $"{Root}/{name}" : throw new ArgumentException($"No design asset named {name}.", nameof(name));

    /// <summary>The bytes of an asset, for tests and for printing reports; throws when there is no such asset.</summary>
    public static ReadOnlyMemory<byte> Read(string name) =>
        Files.TryGetValue(name, out var bytes) ? bytes : throw new ArgumentException($"No design asset named {name}.", nameof(name));

    /// <summary>Serves the assets below <see cref="Root"/>, for everybody, with a year of caching.</summary>
    public static IEndpointConventionBuilder MapDesignAssets(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes.MapMethods("/ontwerp/{hash}/{name}", [HttpMethods.Get, HttpMethods.Head], Serve)
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithName("design-assets");
    }

    private static IResult Serve(HttpContext http, string hash, string name)
    {
        if (ContentType(name) is not { } type || !Files.TryGetValue(name, out var bytes))
            return Results.NotFound();

        // A page that was rendered by another version, during a rolling update, still gets its styles; it must not keep them.
        var current = string.Equals("/ontwerp/" + hash, Root, StringComparison.Ordinal);
        http.Response.Headers.CacheControl = current ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (Files.TryGetValue(name + ".br", out var compressed))
        {
            http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            if (AcceptsBrotli(http.Request))
            {
                http.Response.Headers.ContentEncoding = "br";
                bytes = compressed;
            }
        }

        return Results.Bytes(bytes, type);
    }

    private static bool AcceptsBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(
            e => string.Equals(e.Value.Value, "br", StringComparison.OrdinalIgnoreCase) && e.Quality is null or > 0);

    private static string? ContentType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        _ => null,
    };

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = typeof(DesignAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Prefix.Length..],
                name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    return bytes;
                },
                StringComparer.Ordinal);
    }

    private static string Hash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, bytes) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            sha.AppendData(SHA256.HashData(bytes));
        return Convert.ToHexStringLower(sha.GetHashAndReset())[..12];
    }
}
