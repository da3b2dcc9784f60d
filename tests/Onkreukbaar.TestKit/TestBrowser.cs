// SPDX-License-Identifier: EUPL-1.2
using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Shouldly;

namespace Onkreukbaar.TestKit;

/// <summary>Visits pages and submits forms as a person with JavaScript off does: through labels, with the real antiforgery token.</summary>
public sealed class TestBrowser(HttpClient client) : IDisposable
{
    private static readonly HtmlParser Parser = new();

    public HttpClient Client { get; } = client;

    /// <summary>The last answer.</summary>
    public HttpResponseMessage Response { get; private set; } = new();

    /// <summary>The last page.</summary>
    public IHtmlDocument Page { get; private set; } = Parser.ParseDocument("");

    /// <summary>Gets a page and expects it to be there.</summary>
    public async Task<IHtmlDocument> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        await TakeAsync(await Client.GetAsync(path));
        Response.StatusCode.ShouldBe(expected, $"GET {path}: {Page.Body?.TextContent.Trim()}");
        return Page;
    }

    /// <summary>
    /// Fills the page's form (by field name) and submits it: what is not named keeps what the page holds. Returns the answer as it is: 303
    /// after success, 422 with the form when something is wrong.
    /// </summary>
    /// <param name="fields">Names and values; a null value leaves the field out (an unticked box).</param>
    /// <param name="form">Selector of the form when there is more than one.</param>
    /// <param name="button">Name and value of the button that is pressed, when it has any.</param>
    /// <param name="file">File for the form's file field.</param>
    /// <param name="action">Address of the button, when it sends the form elsewhere.</param>
    public async Task<HttpResponseMessage> SubmitAsync(
        IReadOnlyDictionary<string, string?> fields,
        string form = "main form[method=post]",
        (string Name, string Value)? button = null,
        (string Field, string Name, byte[] Content)? file = null,
        string? action = null
    )
    {
        var element = Page.QuerySelector(form) as IHtmlFormElement ?? throw new ShouldAssertException($"No form {form} on {Page.Title}");
        var values = new List<KeyValuePair<string, string>>();
        foreach (var input in element.Elements)
        {
            var name = input.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || fields.ContainsKey(name))
            {
                continue;
            }

            switch (input)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }:
                case IHtmlInputElement { Type: "submit" or "file" }:
                case IHtmlButtonElement:
                    break;
                case IHtmlInputElement box:
                    values.Add(new(name, box.Value));
                    break;
                case IHtmlTextAreaElement area:
                    values.Add(new(name, area.Value));
                    break;
                case IHtmlSelectElement select:
                    values.Add(new(name, select.Value ?? ""));
                    break;
            }
        }

        values.AddRange(fields.Where(f => f.Value is not null).Select(f => new KeyValuePair<string, string>(f.Key, f.Value!)));
        if (button is { } pressed)
        {
            values.Add(new(pressed.Name, pressed.Value));
        }

        action ??= element.GetAttribute("action");
        using HttpContent content = file is { } sent ? Multipart(values, sent) : new FormUrlEncodedContent(values);
        await TakeAsync(await Client.PostAsync(string.IsNullOrEmpty(action) ? Response.RequestMessage!.RequestUri!.PathAndQuery : action, content));
        return Response;
    }

    private static MultipartFormDataContent Multipart(List<KeyValuePair<string, string>> values, (string Field, string Name, byte[] Content) file)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in values)
        {
            content.Add(new StringContent(value), name);
        }

        content.Add(new ByteArrayContent(file.Content), file.Field, file.Name);
        return content;
    }

    /// <summary>Follows the redirect of the last answer.</summary>
    public async Task<IHtmlDocument> FollowAsync()
    {
        Response.StatusCode.ShouldBe(HttpStatusCode.SeeOther, Page.Body?.TextContent.Trim());
        return await GetAsync(Response.Headers.Location!.OriginalString);
    }

    public void Dispose()
    {
        Response.Dispose();
        Client.Dispose();
    }

    private async Task TakeAsync(HttpResponseMessage response)
    {
        Response.Dispose();
        Response = response;
        Page = Parser.ParseDocument(await response.Content.ReadAsStringAsync());
    }
}

/// <summary>Keeps cookies as a browser does.</summary>
internal sealed class CookieHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly CookieContainer cookies = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var header = cookies.GetCookieHeader(request.RequestUri!);
        if (header.Length > 0)
        {
            request.Headers.Add("Cookie", header);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
            {
                cookies.SetCookies(request.RequestUri!, cookie);
            }
        }

        return response;
    }
}
