// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Web.Pages;

/// <summary>The program on <c>/bewijs</c> with which anybody checks a proof of inclusion (RFC 9162, 2.1.3.2) without our code.</summary>
internal static class ProofProgram
{
    /// <summary>The program for this site.</summary>
    public static string For(string publicUrl) =>
        $$"""
        import base64, hashlib, json, sys, urllib.request
        h = lambda b: hashlib.sha256(b).digest()
        b = json.load(urllib.request.urlopen("{{publicUrl}}/logboek/bewijs/" + sys.argv[1]))
        r, n, m = h(b"\0" + b["regel"].encode()), b["nummer"], b["aantal"] - 1
        for p in map(bytes.fromhex, b["bewijs"]):
            links = n & 1 or n == m
            r = h(b"\1" + p + r) if links else h(b"\1" + r + p)
            while links and n and not n & 1: n, m = n >> 1, m >> 1
            n, m = n >> 1, m >> 1
        print("klopt" if base64.b64encode(r).decode() == b["verzegeling"].split("\n")[2] else "KLOPT NIET", b["regel"])
        """;
}
