// SPDX-License-Identifier: EUPL-1.2
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Accounts;
using Onkreukbaar.Design;
using Onkreukbaar.Handbook;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers;
using Onkreukbaar.Storage.Postgres;
using Onkreukbaar.Storage.Sqlite;

namespace Onkreukbaar.Web.Hosting;

/// <summary>Composes the application from its settings and modules: the one list of modules, the one pipeline.</summary>
public static class OnkreukbaarApp
{
    /// <summary>The modules of this edition.</summary>
    public static ModuleSet Modules { get; } = new(new OfficesModule(), new AccountsModule(), new RegistersModule(), new HandbookModule(), new SiteModule());

    /// <summary>The engine that the settings ask for.</summary>
    public static StorageProvider Provider(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.IsPostgres ? new PostgresStorage() : new SqliteStorage();
    }

    /// <summary>The connection string of a store.</summary>
    public static string ConnectionString(Settings settings, Zone zone)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.IsPostgres ? settings.PostgresConnection(zone) : SqliteStorage.ConnectionString(settings.SqliteFile(zone));
    }

    /// <summary>Brings both stores' schemas up to date.</summary>
    public static async Task<IReadOnlyList<string>> MigrateAsync(Settings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Directory.CreateDirectory(settings.DataFolder);
        var provider = Provider(settings);
        List<string> ran = [];
        foreach (var zone in Enum.GetValues<Zone>())
        {
            ran.AddRange(await Migrator.UpAsync(zone, provider, ConnectionString(settings, zone), Modules, cancellation));
        }

        return ran;
    }

    /// <summary>Builds the application; the caller starts it, or takes a scope of its services for one command.</summary>
    /// <param name="settings">How this installation runs.</param>
    /// <param name="configure">Changes before building, for tests: another clock, another server.</param>
    public static WebApplication Build(Settings settings, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Onkreukbaar" });
        builder.WebHost.UseUrls(settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
        });
        builder.Logging.ClearProviders();
        if (string.Equals(settings.Log, "json", StringComparison.Ordinal))
        {
            // Without scopes: those of the server hold paths, and paths may hold ids of confidential subjects.
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = false;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Onkreukbaar", LogLevel.Information);
        // The framework's lines about requests hold paths and query strings, so also a lower level than ours does not let them through.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Entity Framework logs values of failing commands; the store translates or rethrows them, so nothing is lost.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        AddServices(builder.Services, settings);
        configure?.Invoke(builder);
        var app = builder.Build();
        Use(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(Modules);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<StoreSignals>();
        services.AddSingleton(Provider(settings));
        services.AddSingleton<StoreServices>();
        services.AddSingleton<ReadConnections>();
        AddStore<RegisterStore>(services, settings, Zone.Register);
        AddStore<VaultStore>(services, settings, Zone.Vault);
        services.AddLedgers(zone => ConnectionString(settings, zone));
        services.AddJobs(Provider(settings), Modules, zone => ConnectionString(settings, zone), settings.Jobs);
        services.AddSingleton<Telemetry>();
        services.AddHostedService(s => s.GetRequiredService<Telemetry>());
        services.AddSingleton<ActorSource>();
        services.AddAuthentication();
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddScoped<SiteContext>();
        services.AddSingleton<SiteTheme>();
        services.AddHostedService(s => s.GetRequiredService<SiteTheme>());
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "onkreukbaar-formulier";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.HttpOnly = true;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddSingleton<PageMemory>();
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "application/atom+xml", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.AddHealthChecks().AddCheck<StoreHealth>("stores").AddCheck<LedgerHealth>("ledger");
        foreach (var module in Modules.All)
        {
            module.Services(services);
        }
    }

    private static void AddStore<TStore>(IServiceCollection services, Settings settings, Zone zone)
        where TStore : Store
    {
        var connection = ConnectionString(settings, zone);
        // Pooled: making a store anew took a quarter of the time of a small answer.
        services.AddPooledDbContextFactory<TStore>((provider, options) => provider.GetRequiredService<StorageProvider>().Configure(options, connection));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<TStore>>().CreateDbContext());
    }

    private static void Use(WebApplication app)
    {
        UseProxies(app, app.Services.GetRequiredService<Settings>());
        app.Use(Telemetry.TagAsync);
        app.Use(HeadAsGet);
        var memory = app.Services.GetRequiredService<PageMemory>();
        app.Use((http, next) => PublicPages.AnswerAsync(memory, http, next));
        app.Use(
            (http, next) =>
            {
                SecurityHeaders.Set(http);
                return next(http);
            }
        );
        app.Use(Language.ChooseAsync);
        app.UseMiddleware<ProblemMiddleware>();
        app.Use(NoTrailingSlash);
        app.Use(ApiRoutes.Preflight);
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<AccessGate>();
        app.UseWhen(
            http => http.GetEndpoint()?.Metadata.GetMetadata<PublicCacheMark>() is not null,
            cached =>
            {
                cached.Use((http, next) => PublicPages.MakeAsync(memory, http, next));
                cached.UseResponseCompression();
            }
        );
        app.Use(WholeForms.ReadAsync);
        app.UseAntiforgery();
        app.Use(SiteFrame.FillAsync);
        app.MapDesignAssets().Public();
        SiteTheme.Map(app);
        LedgerRoutes.Map(app);
        ApiDocument.Map(app, ApiVersion.Current);
        foreach (var module in Modules.All)
        {
            module.Routes(app);
        }

        OpenData.Map(app, Modules);
    }

    /// <summary>Takes the visitor's address and scheme from the proxy in front, when the settings name it; nobody else is believed.</summary>
    private static void UseProxies(WebApplication app, Settings settings)
    {
        if (settings.Proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the nearest proxy outwards, until an address that is none of ours.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Proxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>HEAD is answered as GET by the same endpoint; the server leaves the body out (RFC 9110, 9.3.2).</summary>
    private static async Task HeadAsGet(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        http.Request.Method = HttpMethods.Get;
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
        }
    }

    /// <summary>An address has one form: with a slash at the end it does not exist (API Design Rules, no-trailing-slash).</summary>
    private static Task NoTrailingSlash(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.Value is { Length: > 1 } path && path.EndsWith('/'))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return WebProblems.WriteAsync(http, WebProblems.NotFound());
        }

        return next(http);
    }
}
