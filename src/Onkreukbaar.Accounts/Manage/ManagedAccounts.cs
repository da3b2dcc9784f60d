// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Onkreukbaar.Accounts.Own;
using Onkreukbaar.Accounts.Roles;
using Onkreukbaar.Design;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Accounts.Manage;

/// <summary>What the administrator's pages read.</summary>
internal sealed class ManagedAccounts(AccountsContext context, RegisterStore store, OfficesMap map, ModuleSet modules, TimeProvider clock)
{
    public const int PageSize = 50;

    public TimeProvider Clock => clock;

    public async Task<AccountList> ListAsync(ManageScope scope, string? search, int page, CancellationToken cancellation)
    {
        IQueryable<Account> query = context.Users.AsNoTracking();
        if (scope.Bodies is { } bodies)
        {
            var within = await store.Set<RoleAssignment>().Where(a => a.BodyId != null && bodies.Contains(a.BodyId.Value)).Select(a => a.AccountId).Distinct().ToListAsync(cancellation);
            query = query.Where(a => within.Contains(a.Id));
        }

        foreach (var word in DutchText.Fold(search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            query = query.Where(a => a.SearchText.Contains(word));
        }

        var total = await query.CountAsync(cancellation);
        var accounts = await query.OrderBy(a => a.SearchText).ThenBy(a => a.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        var ids = accounts.ConvertAll(a => a.Id);
        var today = DutchClock.Today(clock);
        var disabled = await store.Set<AccountState>().Where(s => ids.Contains(s.Id) && s.Disabled).Select(s => s.Id).ToListAsync(cancellation);
        var roles = (await store.Set<RoleAssignment>().AsNoTracking().Where(a => ids.Contains(a.AccountId)).ToListAsync(cancellation))
            .Where(a => a.HoldsOn(today))
            .ToLookup(a => a.AccountId, a => RoleTexts.Of(a.Role));
        return new AccountList(
            [
                .. accounts.Select(a => new AccountRow(
                    a.Id,
                    a.Name,
                    a.Email!,
                    string.Join(", ", roles[a.Id].Distinct(StringComparer.Ordinal).Order(StringComparer.CurrentCulture)),
                    disabled.Contains(a.Id) ? AccountStatus.Disabled
                        : a.PasswordHash is null ? AccountStatus.Invited
                        : AccountStatus.Active
                )),
            ],
            search,
            page,
            Math.Max(1, (total + PageSize - 1) / PageSize),
            total
        );
    }

    /// <summary>The account with its assignments, when the administrator may know of it.</summary>
    /// <exception cref="ProblemException">There is no such account within reach.</exception>
    public async Task<(Account Account, IReadOnlyList<RoleAssignment> Assignments)> FindAsync(ManageScope scope, Guid id, CancellationToken cancellation)
    {
        var account = await context.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellation);
        var assignments = await store.Set<RoleAssignment>().AsNoTracking().Where(a => a.AccountId == id).OrderBy(a => a.From).ThenBy(a => a.Id).ToListAsync(cancellation);
        return account is not null && scope.Sees(assignments) ? (account, assignments) : throw new ProblemException(Problem.NotFound(Texts.AccountNotFound));
    }

    public async Task<AccountView> ViewAsync(ManageScope scope, Guid id, CancellationToken cancellation)
    {
        var (account, assignments) = await FindAsync(scope, id, cancellation);
        var today = DutchClock.Today(clock);
        var bodies = await OwnAccount.BodyNamesAsync(map, assignments, cancellation);
        var state = await store.Set<AccountState>().AsNoTracking().SingleAsync(s => s.Id == id, cancellation);
        return new AccountView(
            id,
            account.Name,
            account.Email!,
            account.PasswordSetAt is { } at ? DutchClock.DateOf(at) : null,
            state.Disabled,
            scope.Controls(id, assignments, today),
            id == scope.Self,
            [
                .. assignments.Select(a => new AssignmentRow(
                    a.Id,
                    RoleTexts.Of(a.Role),
                    BodyName(bodies, a.BodyId),
                    a.From,
                    a.Until,
                    scope.Assigns(id, a.BodyId) && (a.Until is not { } until || until > today)
                )),
            ],
            await ChoicesAsync(scope, cancellation),
            await HistoryAsync(id, assignments, bodies, cancellation)
        );
    }

    /// <summary>The bodies for which the administrator may give roles.</summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(ManageScope scope, CancellationToken cancellation)
    {
        var bodies = map.Bodies.Where(b => b.KeepsRegister);
        if (scope.Bodies is { } within)
        {
            bodies = map.Bodies.Where(b => within.Contains(b.Id));
        }

        var choices = (await bodies.OrderBy(b => b.SortKey).Select(b => new { b.Id, b.Name }).ToListAsync(cancellation)).Select(b => new Choice(b.Id.ToString(), b.Name));
        return scope.Bodies is null ? [new Choice(ManageRoutes.EveryBody, Texts.AllBodies), .. choices] : [.. choices];
    }

    /// <summary>All that was done with the account and its rights, newest first.</summary>
    private async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(
        Guid id,
        IReadOnlyList<RoleAssignment> assignments,
        IReadOnlyDictionary<Guid, string> bodies,
        CancellationToken cancellation
    )
    {
        List<(DateTime At, Act Act, IReadOnlyList<FieldChange> Changes)> acts = [];
        AccountState? earlier = null;
        foreach (var version in await store.HistoryAsync<AccountState>(id, cancellation))
        {
            acts.Add((version.RecordedAt, version.Act, Changes(earlier, version.State)));
            earlier = version.State;
        }

        foreach (var assignment in assignments)
        {
            RoleAssignment? before = null;
            foreach (var version in await store.HistoryAsync<RoleAssignment>(assignment.Id, cancellation))
            {
                acts.Add((version.RecordedAt, version.Act, Changes(before, version.State, BodyName(bodies, assignment.BodyId))));
                before = version.State;
            }
        }

        var actors = acts.Select(a => a.Act.ActorId).OfType<Guid>().Distinct().ToList();
        var names = await context.Users.Where(a => actors.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancellation);
        // One act can write several subjects: the account and its first roles.
        return
        [
            .. acts.GroupBy(a => a.Act.Id)
                .OrderByDescending(g => g.First().At)
                .Select(g =>
                {
                    var (at, act, _) = g.First();
                    var who = act.ActorId is { } actor && names.TryGetValue(actor, out var name) ? name : RoleTexts.OfActor(act.ActorRole);
                    return new HistoryEntry(
                        DutchClock.Local(at).ToString("d MMMM yyyy HH:mm", CultureInfo.CurrentCulture),
                        at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                        who,
                        modules.Processes.TryGetValue(act.Process, out var process) ? process.Label() : act.Process,
                        act.Reason,
                        [.. g.SelectMany(a => a.Changes)]
                    );
                }),
        ];
    }

    private static IReadOnlyList<FieldChange> Changes(AccountState? before, AccountState after) =>
        before is null || before.Disabled == after.Disabled
            ? []
            : [new FieldChange(Texts.Status, StatusText(before.Disabled), StatusText(after.Disabled))];

    private static IReadOnlyList<FieldChange> Changes(RoleAssignment? before, RoleAssignment after, string body)
    {
        var role = RoleTexts.Of(after.Role) + " · " + body;
        return before is null
            ? [new FieldChange(role, null, Period(after))]
            : [new FieldChange(role, Period(before), Period(after))];
    }

    private static string Period(RoleAssignment assignment) =>
        assignment.Until is not { } until ? string.Format(CultureInfo.CurrentCulture, Texts.PeriodFrom, Dates.Day(assignment.From))
        : until <= assignment.From ? Texts.PeriodNone
        : string.Format(CultureInfo.CurrentCulture, Texts.PeriodFromTo, Dates.Day(assignment.From), Dates.LastDay(until));

    private static string StatusText(bool disabled) => disabled ? Texts.StatusDisabled : Texts.StatusActive;

    private static string BodyName(IReadOnlyDictionary<Guid, string> bodies, Guid? id) => id is { } body ? bodies.GetValueOrDefault(body, "–") : Texts.AllBodies;
}

/// <summary>State of an account in the list.</summary>
public enum AccountStatus
{
    /// <summary>Can sign in.</summary>
    Active,

    /// <summary>Has no password yet.</summary>
    Invited,

    /// <summary>Blocked.</summary>
    Disabled,
}

/// <summary>A page of accounts.</summary>
public sealed record AccountList(IReadOnlyList<AccountRow> Rows, string? Search, int Page, int PageCount, int Total);

/// <summary>An account in the list.</summary>
public sealed record AccountRow(Guid Id, string Name, string Email, string Roles, AccountStatus Status);

/// <summary>
/// An account's page. Controls: the administrator may block it and reset its password; IsSelf: it is the administrator's own; BodyChoices:
/// bodies for which a role can be given.
/// </summary>
public sealed record AccountView(
    Guid Id,
    string Name,
    string Email,
    DateOnly? PasswordSet,
    bool Disabled,
    bool Controls,
    bool IsSelf,
    IReadOnlyList<AssignmentRow> Assignments,
    IReadOnlyList<Choice> BodyChoices,
    IReadOnlyList<HistoryEntry> History
);

/// <summary>A role of an account. CanEnd: it still runs and is within the administrator's reach.</summary>
public sealed record AssignmentRow(Guid Id, string Role, string Body, DateOnly From, DateOnly? Until, bool CanEnd);
