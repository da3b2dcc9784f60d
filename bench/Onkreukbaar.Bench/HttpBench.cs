// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Bench;

/// <summary>
/// Requests per second that wrk gets with 32 connections from the real application on a loopback port, beside the least that the same process
/// could do. Uncached means another address with each request.
/// </summary>
internal static partial class HttpBench
{
    // Each run goes on through the file of addresses where the one before it stopped. When all were asked, they are asked with another
    // preference in Accept: kept answers are kept by it, so that none is found in memory.
    private const string Script = """
        local paths, at, cached, headers = {}, 0, false, {}
        function init(args)
          for line in io.lines(args[1]) do paths[#paths + 1] = line end
          at = tonumber(args[2])
          if args[3] ~= "" then headers["Accept-Encoding"] = args[3] end
          cached = args[4] == "cached"
        end
        function request()
          at = at + 1
          if not cached then headers["Accept"] = string.format("*/*;q=%.3f", 1 - (math.floor(at / #paths) % 999) / 1000) end
          return wrk.format("GET", paths[at % #paths + 1], headers)
        end
        """;

    public static async Task RunAsync(BenchOptions options, BenchSite site, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("onkreukbaar-wrk-").FullName;
        try
        {
            await MeasureAsync(options, site, report, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(BenchOptions options, BenchSite site, Report report, string folder)
    {
        List<Guid> positions;
        List<Guid> persons;
        List<Guid> bodies;
        await using (var store = await site.Stores.CreateDbContextAsync())
        {
            positions = await store.Set<AncillaryPosition>().Select(p => p.Id).ToListAsync();
            persons = await store.Set<Person>().Select(p => p.Id).ToListAsync();
            bodies = await store.Set<PublicBody>().Select(p => p.Id).ToListAsync();
        }

        Shuffle(positions);
        Shuffle(persons);
        var lists = bodies.SelectMany(b => Enumerable.Range(1, 20).Select(page => (Body: b, Page: page))).ToList();
        Shuffle(lists);
        await File.WriteAllTextAsync(Path.Combine(folder, "paths.lua"), Script);
        using var plainClient = new HttpClient { BaseAddress = new Uri(site.Address) };
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        HttpPeers.One = await ClientGetAsync(client, $"/v1/nevenfuncties/{positions[0]}");
        HttpPeers.List = await ClientGetAsync(client, ListAddress(lists[0]));
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        var page = await ClientGetAsync(client, $"/personen/{persons[0]}");

        var wrk = new Wrk(site.Address, folder, options.Turn);
        var plain = wrk.Of("plain", [HttpPeers.PlainPath], cached: true);
        var bareOne = wrk.Of("bare-one", positions.Select(id => HttpPeers.OnePath + id));
        var bareList = wrk.Of("bare-list", lists.Select(l => $"{HttpPeers.ListPath}{l.Body}/{l.Page}"));
        if (page.Length > 0)
        {
            var cached = wrk.Of("cached", [$"/personen/{persons[0]}"], "br", cached: true);
            await CompareAsync("a person page, cached, as a browser asks for it", plain, cached, "Kestrel plaintext", 0.6);
            HttpPeers.Person = await ClientGetAsync(plainClient, $"/personen/{persons[0]}");
            var bareRow = wrk.Of("bare-row", persons.Select(id => HttpPeers.RowPath + id));
            var barePerson = wrk.Of("bare-person", persons.Select(id => HttpPeers.PersonPath + id));
            var person = wrk.Of("person", persons.Select(id => $"/personen/{id}"));
            await CompareAsync("a person page, uncached", barePerson, person, "the page's bare queries, same bytes", 0.15);
            await CompareAsync("a person page, uncached, against one row", bareRow, person, "bare point query of the person, same bytes", null);
            await CompareNginxAsync("a person page, cached, as a browser asks for it", page, cached);
        }

        if (HttpPeers.One.Length > 0)
        {
            var one = wrk.Of("one", positions.Select(id => $"/v1/nevenfuncties/{id}"));
            await CompareAsync("one position as JSON, uncached", bareOne, one, "bare point query, same bytes", 0.4);
            await CompareNginxAsync("one position as JSON, uncached", HttpPeers.One, one);
        }

        if (HttpPeers.List.Length > 0)
        {
            await CompareAsync("50 positions as JSON, uncached", bareList, wrk.Of("list", lists.Select(ListAddress)), "bare query, same bytes", 0.4);
            await CompareNginxAsync("50 positions as JSON, uncached", HttpPeers.List, wrk.Of("list", lists.Select(ListAddress)));
        }

        await CompareAsync("a position page, cached, as a browser asks for it", plain, wrk.Of("cached-position", [$"/nevenfuncties/{positions[0]}"], "br", cached: true), "Kestrel plaintext", null);
        await CompareAsync("a position page, uncached", bareOne, wrk.Of("position", positions.Select(id => $"/nevenfuncties/{id}")), "bare point query", null);

        async Task CompareAsync(string measure, Func<Task<Turn>> peer, Func<Task<Turn>> own, string peerName, double? target)
        {
            for (var warm = 0; warm < options.Warm.TotalSeconds; warm++)
            {
                await peer();
                await own();
            }

            var turns = new List<(Turn Peer, Turn Ours)>();
            for (var round = 0; round < options.Rounds; round++)
            {
                turns.Add((await peer(), await own()));
            }

            report.Add("HTTP: " + measure, site.Database, "requests/s", turns, peerName, target);
            using var process = Process.GetCurrentProcess();
            report.Add($"memory of the process after that, of which .NET holds {GC.GetTotalMemory(forceFullCollection: false) / 1_000_000:N0}", site.Database, "MB", process.WorkingSet64 / 1e6);
        }

        async Task CompareNginxAsync(string measure, byte[] bytes, Func<Task<Turn>> own)
        {
            using var nginx = new Nginx(folder, bytes);
            await nginx.StartedAsync();
            await CompareAsync(measure, new Wrk(nginx.Address, folder, options.Turn).Of("nginx", ["/answer"], cached: true), own, "nginx, the same bytes as a file", null);
        }
    }

    /// <summary>Gives the peers the bytes that they write.</summary>
    public static async Task PrepareAsync(BenchSite site)
    {
        await using var store = await site.Stores.CreateDbContextAsync();
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        HttpPeers.One = await ClientGetAsync(client, $"/v1/nevenfuncties/{await store.Set<AncillaryPosition>().Select(p => p.Id).FirstAsync()}");
        HttpPeers.List = await ClientGetAsync(client, ListAddress((await store.Set<PublicBody>().Select(b => b.Id).FirstAsync(), 1)));
    }

    private static string ListAddress((Guid Body, int Page) list) => $"/v1/nevenfuncties?overheidsorganisatie={list.Body}&page={list.Page}&pageSize=50";

    private static async Task<byte[]> ClientGetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return await response.Content.ReadAsByteArrayAsync();
        }

        await Console.Error.WriteLineAsync($"  left out: {path} answers {(int)response.StatusCode}");
        return [];
    }

    private static void Shuffle<T>(List<T> list) => new Random(1).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list));

    private sealed partial class Wrk(string address, string folder, TimeSpan turn)
    {
        /// <summary>Prepares a run over these addresses; each turn goes on where the one before it stopped.</summary>
        public Func<Task<Turn>> Of(string name, IEnumerable<string> paths, string encoding = "", bool cached = false)
        {
            var file = Path.Combine(folder, name + ".txt");
            File.WriteAllLines(file, paths.Take(200_000));
            var offset = 0;
            return async () =>
            {
                var before = Environment.CpuUsage.TotalTime;
                var (rate, requests) = await RunAsync(file, offset, encoding, cached);
                offset += requests;
                return new Turn(rate, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / requests);
            };
        }

        private async Task<(double Rate, int Requests)> RunAsync(string file, int offset, string encoding, bool cached)
        {
            var seconds = Math.Max(1, (int)turn.TotalSeconds);
            var start = new ProcessStartInfo("wrk")
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
                ArgumentList = { "-t1", "-c32", $"-d{seconds}s", "-s", Path.Combine(folder, "paths.lua"), address, "--", file, offset.ToString(CultureInfo.InvariantCulture), encoding, cached ? "cached" : "" },
            };

            using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (output.Contains("Non-2xx", StringComparison.Ordinal) || Rate().Match(output) is not { Success: true } rate)
            {
                throw new InvalidOperationException($"{Path.GetFileName(file)}: wrk says\n{output}");
            }

            return (
                double.Parse(rate.Groups["n"].Value, CultureInfo.InvariantCulture),
                int.Parse(Requests().Match(output).Groups["n"].Value, CultureInfo.InvariantCulture)
            );
        }

        [GeneratedRegex(@"Requests/sec:\s+(?<n>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Rate();

        [GeneratedRegex(@"(?<n>\d+) requests in", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Requests();
    }

    /// <summary>An own nginx with one file.</summary>
    private sealed class Nginx : IDisposable
    {
        private readonly Process process;
        private readonly int port;

        public Nginx(string folder, byte[] bytes)
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            var root = Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName;
            File.WriteAllBytes(Path.Combine(root, "answer"), bytes);
            var user = Environment.UserName == "root" ? "user root;" : "";
            File.WriteAllText(
                Path.Combine(root, "nginx.conf"),
                $$"""
                {{user}} worker_processes 1; daemon off; pid {{root}}/pid; error_log {{root}}/error.log;
                events { worker_connections 256; }
                http {
                  access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;
                  client_body_temp_path {{root}}; proxy_temp_path {{root}}; fastcgi_temp_path {{root}}; uwsgi_temp_path {{root}}; scgi_temp_path {{root}};
                  server { listen 127.0.0.1:{{port}}; root {{root}}; }
                }
                """
            );
            var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
            process = Process.Start(new ProcessStartInfo(program) { ArgumentList = { "-p", root, "-c", Path.Combine(root, "nginx.conf") } })
                ?? throw new InvalidOperationException("nginx did not start.");
        }

        public string Address => $"http://127.0.0.1:{port}";

        public async Task StartedAsync()
        {
            using var client = new HttpClient();
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    await client.GetByteArrayAsync(new Uri(Address + "/answer"));
                    return;
                }
                catch (HttpRequestException) when (attempt < 50)
                {
                    await Task.Delay(100);
                }
            }
        }

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }
}
