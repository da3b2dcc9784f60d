// SPDX-License-Identifier: EUPL-1.2
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// The look of this installation: a theme that ships with the program, or the body's own, with its logo. Both of the body's files lie in the folder
/// <c>theme</c> of the data folder and are read once, before the first address is listened on, so that a mistake in them stops the start and not a visitor.
/// </summary>
internal sealed class SiteTheme(Settings settings) : IHostedService
{
    /// <summary>Folder of the body's files, in the data folder.</summary>
    public const string Folder = "theme";

    private const string Tokens = "tokens.css";
    private const string Logo = "logo.svg";

    /// <summary>Whole themes of public bodies are some hundreds of kilobytes; more is a mistake.</summary>
    private const int LargestTokens = 1024 * 1024;
    private const int LargestLogo = 256 * 1024;

    private static readonly string[] Forbidden = ["script", "foreignObject", "iframe", "embed", "object", "handler", "listener"];

    private byte[]? tokens;
    private byte[]? logo;
    private string root = "";

    /// <summary>The themes that can be chosen here, with their classes: for the showcase.</summary>
    public IReadOnlyList<string> Names => tokens is null ? ["onkreukbaar", "voorbeeld"] : ["onkreukbaar", "voorbeeld", "own"];

    /// <summary>Where the files are served: the address holds a hash of their contents, so browsers may keep them for ever.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/huisstijl/{hash}/{name}", (HttpContext http, SiteTheme theme, string hash, string name) => theme.Serve(http, hash, name)).Public();

    /// <summary>Gives a page its look.</summary>
    public void Dress(SiteContext site)
    {
        Dress(site, settings.Theme);
        if (tokens is not null && settings.Theme is not "own")
        {
            site.Theme += " " + ThemeTokens.ClassName;
            site.ExtraStylesheet = $"{root}/{Tokens}";
        }

        site.LogoHref = logo is null ? null : $"{root}/{Logo}";
    }

    /// <summary>Gives a page another look than the installation has; false when there is no such theme.</summary>
    public bool Dress(SiteContext site, string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        site.Theme = name is "own" ? ThemeTokens.ClassName : name + "-theme";
        site.ExtraStylesheet = name is "own" ? $"{root}/{Tokens}" : null;
        return true;
    }

    /// <summary>Reads the body's files.</summary>
    /// <exception cref="SettingsException">A file cannot be used, or the setting asks for one that is not there.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(settings.DataFolder, Folder);
        if (Read(Path.Combine(folder, Tokens), LargestTokens) is { } css)
        {
            tokens = Encoding.UTF8.GetBytes(ThemeTokens.Read(Path.Combine(folder, Tokens), css));
        }
        else if (settings.Theme is "own")
        {
            throw new SettingsException($"ONKREUKBAAR_THEME is 'own', but there is no {Path.Combine(folder, Tokens)}. Put the design tokens there, or choose onkreukbaar or voorbeeld.");
        }

        if (Read(Path.Combine(folder, Logo), LargestLogo) is { } svg)
        {
            CheckLogo(Path.Combine(folder, Logo), svg);
            logo = Encoding.UTF8.GetBytes(svg);
        }

        root = "/huisstijl/" + Convert.ToHexStringLower(SHA256.HashData([.. tokens ?? [], 0, .. logo ?? []]))[..12];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IResult Serve(HttpContext http, string hash, string name)
    {
        var file = name switch
        {
            Tokens => tokens,
            Logo => logo,
            _ => null,
        };
        if (file is null)
        {
            return Results.NotFound();
        }

        // A page of another process, during a change of the theme, still gets styles; it must not keep them under that address.
        var current = string.Equals("/huisstijl/" + hash, root, StringComparison.Ordinal);
        http.Response.Headers.CacheControl = current ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(file, name is Tokens ? "text/css; charset=utf-8" : "image/svg+xml");
    }

    private static string? Read(string file, int most)
    {
        try
        {
            var found = new FileInfo(file);
            return !found.Exists ? null
                : found.Length > most ? throw new SettingsException($"{file} has {found.Length} bytes; at most {most} are read. The site did not start; make it smaller or move it away.")
                : File.ReadAllText(file);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} cannot be read: {closed.Message}", closed);
        }
    }

    /// <summary>A drawing that does nothing: opened by itself it is a page on our own address.</summary>
    private static void CheckLogo(string file, string svg)
    {
        try
        {
            using var text = new StringReader(svg);
            using var xml = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var isDrawing = false;
            while (xml.Read())
            {
                if (Wrong(xml, ref isDrawing) is { } wrong)
                {
                    throw new SettingsException($"{file}, line {((IXmlLineInfo)xml).LineNumber}: {wrong}. The site did not start; correct the file or move it away.");
                }
            }
        }
        catch (XmlException broken)
        {
            throw new SettingsException($"{file}, line {Math.Max(broken.LineNumber, 1)}: this is no SVG drawing. {broken.Message} The site did not start; correct the file or move it away.", broken);
        }
    }

    /// <summary>What a logo cannot hold, at the reader's place; null when this node is fine.</summary>
    private static string? Wrong(XmlReader xml, ref bool isDrawing)
    {
        if (xml.NodeType == XmlNodeType.ProcessingInstruction)
        {
            return "a logo cannot hold an instruction to a program";
        }

        if (xml.NodeType != XmlNodeType.Element)
        {
            return null;
        }

        if (!isDrawing && xml is not { LocalName: "svg", NamespaceURI: "http://www.w3.org/2000/svg" })
        {
            return "this is no SVG drawing";
        }

        isDrawing = true;
        if (Forbidden.Contains(xml.LocalName, StringComparer.OrdinalIgnoreCase))
        {
            return $"a logo cannot hold <{xml.LocalName}>";
        }

        while (xml.MoveToNextAttribute())
        {
            if (xml.Prefix is not "xmlns" && xml.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            {
                return $"a logo cannot hold {xml.Name}";
            }

            if (xml.LocalName is "href" && !xml.Value.StartsWith('#') && !xml.Value.StartsWith("data:image/", StringComparison.Ordinal))
            {
                return "a logo cannot lead or load from elsewhere";
            }
        }

        xml.MoveToElement();
        return null;
    }
}
