// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Http;

namespace Onkreukbaar.Kernel.Web;

/// <summary>
/// Where public data is rather than a page: the API, the files of open data, the public log and the feeds. A page of any other site may read it, always
/// without credentials.
/// </summary>
public static class PublicData
{
    private static readonly string[] Roots = ["/v1", "/open-data", "/logboek"];

    /// <summary>Whether the address is one of public data. It is a matter of the address alone, so that refusals under it are told to other sites too.</summary>
    public static bool IsAt(PathString path) =>
        Array.Exists(Roots, root => path.StartsWithSegments(root, StringComparison.Ordinal)) || path.Value?.EndsWith(".atom", StringComparison.Ordinal) == true;
}
