// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Export;
using Onkreukbaar.Kernel.Jobs;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Kernel.Modules;

/// <summary>
/// A module's table of contents: all that the rest of the installation may know of it. Hosts list the modules; the kernel composes them.
/// </summary>
public abstract class Module
{
    /// <summary>English name, as in the assembly.</summary>
    public abstract string Name { get; }

    /// <summary>The store that holds the module's data.</summary>
    public virtual Zone Zone => Zone.Register;

    /// <summary>Processes by which the module writes.</summary>
    public virtual IEnumerable<Process> Processes => [];

    /// <summary>Permissions that the module's routes ask for.</summary>
    public virtual IEnumerable<Permission> Permissions => [];

    /// <summary>Entries in the navigation of the public site or the clerk's screens.</summary>
    public virtual IEnumerable<NavigationEntry> Navigation => [];

    /// <summary>Adds the module's entities to its store's model.</summary>
    public virtual void Model(ModelBuilder model) { }

    /// <summary>Registers the module's services.</summary>
    public virtual void Services(IServiceCollection services) { }

    /// <summary>Maps pages and API; every route must carry <c>Public()</c> or <c>Requires(permission)</c>.</summary>
    public virtual void Routes(IEndpointRouteBuilder app) { }

    /// <summary>Sections on other modules' pages.</summary>
    public virtual IEnumerable<PagePart> PageParts => [];

    /// <summary>Periods on a person's timeline.</summary>
    public virtual IEnumerable<TimelinePart> TimelineParts => [];

    /// <summary>Hits on the site's search page.</summary>
    public virtual IEnumerable<SearchPart> SearchParts => [];

    /// <summary>Recorded changes of the module's subjects that are public.</summary>
    public virtual IEnumerable<ChangePart> ChangeParts => [];

    /// <summary>Work by the clock.</summary>
    public virtual IEnumerable<Job> Jobs => [];

    /// <summary>Commands of <c>./onkreukbaar</c>.</summary>
    public virtual IEnumerable<Command> Commands => [];

    /// <summary>Public lists that <c>./onkreukbaar export</c> writes to files.</summary>
    public virtual IEnumerable<ExportList> Lists => [];

    /// <summary>
    /// Makes the module's part of the invented municipality. It does nothing when its data is there already, and still leaves its ids in
    /// the plan.
    /// </summary>
    public virtual Task SeedAsync(IServiceProvider services, SeedPlan plan, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>The modules of this installation, in order of dependence.</summary>
public sealed class ModuleSet
{
    /// <summary>Checks that names, permissions and processes are unique.</summary>
    /// <exception cref="ArgumentException">Two modules declare the same.</exception>
    public ModuleSet(params IReadOnlyList<Module> modules)
    {
        All = [new KernelModule(), .. modules];
        Processes = All.SelectMany(m => m.Processes).ToDictionary(p => p.Code, StringComparer.Ordinal);
        Jobs = All.SelectMany(m => m.Jobs).ToDictionary(j => j.Name, StringComparer.Ordinal);
        Permissions = All.SelectMany(m => m.Permissions).ToDictionary(p => p.Code, StringComparer.Ordinal);
    }

    /// <summary>All modules.</summary>
    public IReadOnlyList<Module> All { get; }

    /// <summary>All processes by code.</summary>
    public IReadOnlyDictionary<string, Process> Processes { get; }

    /// <summary>All jobs by name.</summary>
    public IReadOnlyDictionary<string, Job> Jobs { get; }

    /// <summary>All permissions by code.</summary>
    public IReadOnlyDictionary<string, Permission> Permissions { get; }
}

/// <summary>What the kernel itself contributes.</summary>
internal sealed class KernelModule : Module
{
    public override string Name => "Kernel";

    // An empty act, by which tests and checks prove that saving, history and ledger work.
    public override IEnumerable<Process> Processes => [new("kernel.proef", () => Texts.ProcessTrial), new(SeedPlan.Process, () => Texts.ProcessSeed)];

    public override IEnumerable<Command> Commands => [.. Ledger.LedgerCommands.Offered, ExportCommand.Offered];

    public override IEnumerable<Job> Jobs => [Ledger.LedgerChecks.Job];
}

/// <summary>One entry in a navigation.</summary>
/// <param name="Label">Gives the label in the current language.</param>
/// <param name="Path">Address, or for the clerk's screens the part after <c>/beheer/{body}</c>.</param>
/// <param name="Permission">Who sees it; null on the public site.</param>
/// <param name="Order">Low comes first.</param>
public sealed record NavigationEntry(Func<string> Label, string Path, Permission? Permission, int Order);

/// <summary>A command of <c>./onkreukbaar</c> that a module offers.</summary>
/// <param name="Name">Words after <c>./onkreukbaar</c>, for example <c>import senate</c>.</param>
/// <param name="Summary">One line for the help (English, as all of the command line).</param>
/// <param name="Argument">Name and help of the one positional argument; null when it takes none.</param>
/// <param name="Options">Options beside <c>--help</c>.</param>
/// <param name="RunAsync">Does it and returns the exit code: 0 done, 1 refused lines, 2 nothing done.</param>
public sealed record Command(
    string Name,
    string Summary,
    CommandArgument? Argument,
    IReadOnlyList<CommandOption> Options,
    Func<CommandContext, Task<int>> RunAsync
)
{
    /// <summary>It needs no installation: no databases are made or migrated, and there are no services.</summary>
    public bool Standalone { get; init; }

    /// <summary>Name of the option with which a standalone command needs the installation after all; null when there is none.</summary>
    public string? InstallationFor { get; init; }
}

/// <summary>The positional argument of a command.</summary>
public sealed record CommandArgument(string Name, string Summary);

/// <summary>An option of a command; a flag takes no value.</summary>
public sealed record CommandOption(string Name, string Summary, bool IsFlag = false);

/// <summary>What a command runs with.</summary>
/// <param name="Services">A scope of the application's services.</param>
/// <param name="Argument">The positional argument as typed.</param>
/// <param name="Options">Options as typed; flags have the value <c>true</c>.</param>
/// <param name="Out">Where results go.</param>
/// <param name="Error">Where complaints go.</param>
/// <param name="Progress">Takes (done, total or null, label); drawn as a bar on a terminal.</param>
/// <param name="Cancellation">Set by Ctrl-C.</param>
public sealed record CommandContext(
    IServiceProvider Services,
    string? Argument,
    IReadOnlyDictionary<string, string> Options,
    TextWriter Out,
    TextWriter Error,
    Action<long, long?, string> Progress,
    CancellationToken Cancellation
)
{
    /// <summary>Standard output for what is no text; null where there is none.</summary>
    public Stream? Bytes { get; init; }
}
