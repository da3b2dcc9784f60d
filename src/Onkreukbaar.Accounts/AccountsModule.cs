// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Accounts.Manage;
using Onkreukbaar.Accounts.Own;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Accounts.SignIn;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Accounts;

/// <summary>Sign-in, accounts and role assignments.</summary>
public sealed class AccountsModule : Module
{
    internal const string AssignmentKind = "roltoewijzing";
    internal const string StateKind = "account";
    internal const string Create = "account.aanmaken";
    internal const string GiveLink = "account.koppeling-geven";
    internal const string UseLink = "account.wachtwoord-instellen";
    internal const string Disable = "account.blokkeren";
    internal const string Enable = "account.vrijgeven";
    internal const string Assign = "roltoewijzing.geven";
    internal const string End = "roltoewijzing.beeindigen";

    /// <summary>Acts of the command line and of an account's own holder.</summary>
    internal const string CommandLine = "opdrachtregel";
    internal const string Owner = "accounthouder";

    /// <summary>Where a visitor signs in.</summary>
    public const string SignInPath = "/aanmelden";

    internal const string SignOutPath = "/afmelden";
    internal const string OwnPath = "/account";
    internal const string SetPasswordPath = "/wachtwoord-instellen";
    internal const string ManagePath = "/beheer/accounts";

    /// <summary>Accounts and roles, of the bodies for which the administrator has that role.</summary>
    internal static readonly Permission Manage = new("account.beheren", Role.FunctionalAdministrator);

    /// <inheritdoc />
    public override string Name => "Accounts";

    /// <inheritdoc />
    public override IEnumerable<Process> Processes =>
        [
            new(Create, () => Texts.ProcessCreate),
            new(GiveLink, () => Texts.ProcessGiveLink),
            new(UseLink, () => Texts.ProcessUseLink),
            new(Disable, () => Texts.ProcessDisable),
            new(Enable, () => Texts.ProcessEnable),
            new(Assign, () => Texts.ProcessAssign),
            new(End, () => Texts.ProcessEnd),
        ];

    /// <inheritdoc />
    public override IEnumerable<Permission> Permissions => [Manage];

    /// <inheritdoc />
    public override IEnumerable<NavigationEntry> Navigation => [new(() => Texts.MenuManage, ManagePath, Manage, Order: 95)];

    /// <inheritdoc />
    public override void Model(ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Subject<RoleAssignment>(AssignmentKind, "role_assignment");
        model.Subject<AccountState>(StateKind, "account_state");
    }

    /// <summary>The menu of who is signed in: address, label, and whether it is a form.</summary>
    public static IReadOnlyList<(string Label, string Href, bool Post)> Menu(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        List<(string, string, bool)> menu = [(Texts.MenuOwn, OwnPath, false)];
        if (Policy.Allows(actor, Manage, bodyId: null))
        {
            menu.Add((Texts.MenuManage, ManagePath, false));
        }

        menu.Add((Texts.MenuSignOut, SignOutPath, true));
        return menu;
    }

    /// <inheritdoc />
    public override void Services(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddDbContext<AccountsContext>(
            (provider, options) =>
                provider
                    .GetRequiredService<StorageProvider>()
                    .Configure(options, RelationalOptionsExtension.Extract(provider.GetRequiredService<DbContextOptions<RegisterStore>>()).ConnectionString!)
        );
        services
            .AddIdentityCore<Account>(o =>
            {
                o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                // The form checks the address; a username has no letters that are wrong by themselves.
                o.User.AllowedUserNameCharacters = "";
                o.Password.RequiredLength = PasswordRules.MinLength;
                o.Password.RequireDigit = false;
                o.Password.RequireLowercase = false;
                o.Password.RequireUppercase = false;
                o.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<AccountsContext>()
            .AddPasswordValidator<PasswordRules>()
            .AddSignInManager();
        // OWASP's figure for PBKDF2 with HMAC-SHA-512.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromMinutes(5));
        services
            .AddOptions<IdentityPasskeyOptions>()
            .Configure<Settings>(
                (o, settings) =>
                {
                    o.ServerDomain = new Uri(settings.PublicUrl).Host;
                    o.UserVerificationRequirement = "required";
                    o.ResidentKeyRequirement = "required";
                }
            );

        var authentication = services.AddAuthentication(IdentityConstants.ApplicationScheme);
        authentication.AddCookie(IdentityConstants.ApplicationScheme);
        // Identity keeps the challenge of a passkey here, sealed, for the minute between question and answer.
        authentication.AddCookie(IdentityConstants.TwoFactorUserIdScheme);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<Settings>(SessionCookie);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme).Configure<Settings>(ChallengeCookie);

        services.AddDataProtection().SetApplicationName("Onkreukbaar");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider, Settings, ILoggerFactory>(Keys);
        // It warns that key files are not encrypted. The folder is closed to others, as that of the ledger's keys.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));

        // It warns that it replaces "no-store" by "no-cache, no-store" where a page holds a form.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error));

        services.AddSingleton<AccountActorSource>();
        services.AddSingleton<ActorSource>(provider => provider.GetRequiredService<AccountActorSource>());
        services.AddScoped<AccountNames, StoredAccountNames>();
        services.AddSingleton<DecoyAccount>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<Landing>();
        services.AddScoped<SignInService>();
        services.AddScoped<OwnAccount>();
        services.AddScoped<ManagedAccounts>();
        services.AddScoped(provider => new AccountService(
            provider.GetRequiredService<UserManager<Account>>(),
            provider.GetRequiredService<AccountsContext>(),
            provider.GetRequiredService<RegisterStore>(),
            provider.GetRequiredService<AccountActorSource>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddScoped(provider => new DemoAccounts(
            provider.GetRequiredService<AccountsContext>(),
            provider.GetRequiredService<AccountService>(),
            provider.GetRequiredService<OfficesMap>(),
            provider.GetRequiredService<Settings>()
        ));
        services.AddHostedService<DemoGate>();
    }

    /// <inheritdoc />
    public override void Routes(IEndpointRouteBuilder app)
    {
        SignInRoutes.Map(app);
        SetPasswordRoutes.Map(app);
        OwnRoutes.Map(app);
        ManageRoutes.Map(app);
    }

    /// <inheritdoc />
    public override IEnumerable<Command> Commands => [AccountCommands.Add, AccountCommands.Link];

    private static void SessionCookie(CookieAuthenticationOptions o, Settings settings)
    {
        Cookie(o, settings, "aanmelding");
        o.ExpireTimeSpan = TimeSpan.FromHours(8);
        o.SlidingExpiration = true;
        o.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
    }

    private static void ChallengeCookie(CookieAuthenticationOptions o, Settings settings)
    {
        Cookie(o, settings, "sleutelvraag");
        o.Cookie.SameSite = SameSiteMode.Strict;
        o.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        o.SlidingExpiration = false;
    }

    private static void Cookie(CookieAuthenticationOptions o, Settings settings, string name)
    {
        var secure = settings.PublicUrl.StartsWith("https:", StringComparison.Ordinal);
        // The prefix makes browsers refuse a cookie of this name that another host or an unsafe connection tries to set.
        o.Cookie.Name = (secure ? "__Host-" : "") + "onkreukbaar-" + name;
        o.Cookie.HttpOnly = true;
        o.Cookie.Path = "/";
        o.Cookie.IsEssential = true;
        o.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        // Not Strict: with it, a link in a mail to a page of the clerk would show the sign-in page to who is signed in. Forms are guarded
        // by antiforgery tokens, whose own cookie is strict.
        o.Cookie.SameSite = SameSiteMode.Lax;
        // The access gate decides where to send whom; a challenge by the cookie handler would be a second opinion.
        o.Events.OnRedirectToLogin = Refuse(StatusCodes.Status401Unauthorized);
        o.Events.OnRedirectToAccessDenied = Refuse(StatusCodes.Status403Forbidden);
    }

    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> Refuse(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    private static void Keys(KeyManagementOptions o, IServiceProvider services, Settings settings, ILoggerFactory logs)
    {
        if (settings.IsPostgres)
        {
            // In the database, because several processes must read each other's cookies.
            o.XmlRepository = new EntityFrameworkCoreXmlRepository<AccountsContext>(services, logs);
            return;
        }

        var folder = Path.Combine(settings.KeyFolder, "sessies");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        o.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(folder), logs);
    }
}
