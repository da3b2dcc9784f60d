// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Web.Hosting;

namespace Onkreukbaar.Bench;

/// <summary>
/// Endpoints in the same process, before everything of ours: what Kestrel and a bare ADO.NET query can do at most. They write the same bytes
/// as ours, taken from an answer of ours.
/// </summary>
internal sealed class HttpPeers(StorageProvider provider, Settings settings) : IStartupFilter
{
    public const string OnePath = "/bench/one/";
    public const string ListPath = "/bench/list/";
    public const string PersonPath = "/bench/person/";
    public const string RowPath = "/bench/row/";
    public const string PlainPath = "/bench/plain";

    private const string Columns = "p.*, w.display_name, w.sort_key, b.name";

    private const string From =
        " FROM ancillary_position p JOIN person w ON w.id = p.person_id JOIN public_body b ON b.id = p.body_id "
        + "WHERE p.state IN ('Published', 'Ended') AND NOT p.withdrawn AND ";

    // What a person page shows: one query for each of the queries behind it.
    private static readonly string[] PersonQueries =
    [
        "SELECT * FROM person WHERE id = @id",
        "SELECT t.*, o.*, b.* FROM term_of_office t JOIN office o ON o.id = t.office_id JOIN public_body b ON b.id = t.body_id WHERE t.person_id = @id",
        $"SELECT {Columns}{From}p.person_id = @id ORDER BY p.id",
        "SELECT * FROM declaration WHERE person_id = @id",
        "SELECT * FROM statement WHERE person_id = @id",
        "SELECT * FROM version WHERE person_id = @id ORDER BY recorded_at DESC LIMIT 20",
    ];

    private readonly string connectionString = OnkreukbaarApp.ConnectionString(settings, Zone.Register);

    public static byte[] One { get; set; } = [];

    public static byte[] List { get; set; } = [];

    public static byte[] Person { get; set; } = [];

    public static void AddTo(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter, HttpPeers>();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use((http, rest) => http.Request.Path.StartsWithSegments("/bench", StringComparison.Ordinal) ? AnswerAsync(http) : rest(http));
            next(app);
        };

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == PlainPath)
        {
            return WriteAsync(http, "text/plain", "Hello, World!"u8.ToArray());
        }

        if (path.StartsWith(OnePath, StringComparison.Ordinal))
        {
            return QueryAsync(http, [$"SELECT {Columns}{From}p.id = @id"], One, "application/json", ("@id", Guid.Parse(path.AsSpan(OnePath.Length), CultureInfo.InvariantCulture)));
        }

        if (path.StartsWith(PersonPath, StringComparison.Ordinal))
        {
            return QueryAsync(http, PersonQueries, Person, "text/html", ("@id", Guid.Parse(path.AsSpan(PersonPath.Length), CultureInfo.InvariantCulture)));
        }

        if (path.StartsWith(RowPath, StringComparison.Ordinal))
        {
            return QueryAsync(http, PersonQueries[..1], Person, "text/html", ("@id", Guid.Parse(path.AsSpan(RowPath.Length), CultureInfo.InvariantCulture)));
        }

        var parts = path[ListPath.Length..].Split('/');
        return QueryAsync(
            http,
            [$"SELECT {Columns}{From}p.body_id = @id ORDER BY p.id LIMIT 50 OFFSET @skip"],
            List,
            "application/json",
            ("@id", Guid.Parse(parts[0])),
            ("@skip", (int.Parse(parts[1], CultureInfo.InvariantCulture) - 1) * 50)
        );
    }

    private async Task QueryAsync(HttpContext http, string[] queries, byte[] answer, string type, params (string Name, object Value)[] parameters)
    {
        await using var connection = provider.Connect(connectionString);
        await connection.OpenAsync();
        foreach (var sql in queries)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            await using var reader = await command.ExecuteReaderAsync();
            var values = new object[reader.FieldCount];
            if (!await ReadAsync(reader, values) && sql == queries[0])
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }

        await WriteAsync(http, type, answer);
    }

    private static async Task<bool> ReadAsync(DbDataReader reader, object[] values)
    {
        var any = false;
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
            any = true;
        }

        return any;
    }

    private static Task WriteAsync(HttpContext http, string type, byte[] bytes)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, 0, bytes.Length);
    }
}
