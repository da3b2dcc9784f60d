// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Onkreukbaar.Accounts.SignIn;

/// <summary>The one script of the site, from an address that holds a hash of its text.</summary>
internal static class PasskeyScript
{
    private static readonly byte[] Bytes = Load();

    public static string Path { get; } = $"/aanmelden/toegangssleutel-{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..12]}.js";

    public static FileContentHttpResult Serve(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(Bytes, "text/javascript; charset=utf-8");
    }

    private static byte[] Load()
    {
        using var stream = typeof(PasskeyScript).Assembly.GetManifestResourceStream("passkey.js")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
