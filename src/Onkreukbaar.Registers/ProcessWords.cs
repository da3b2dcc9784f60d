// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Access;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Registers;

/// <summary>Processes in words.</summary>
internal static class ProcessWords
{
    private static readonly Dictionary<string, Process> Known = RegisterProcesses.All.ToDictionary(p => p.Code, StringComparer.Ordinal);

    /// <summary>"Openbaar gemaakt"; another module's process keeps its code.</summary>
    public static string Of(string process) => Known.TryGetValue(process, out var known) ? known.Label() : process;
}

/// <summary>Says who performed an act, for those who may read the history: the account's name with the role, or the role alone.</summary>
internal sealed class ActorNames(AccountNames accounts)
{
    private readonly Dictionary<Guid, string?> asked = [];

    /// <summary>Name and role.</summary>
    public ValueTask<string> OfAsync(Act act) => OfAsync(act.ActorId, act.ActorRole);

    /// <summary>Name and role of an account that acted in a role.</summary>
    public async ValueTask<string> OfAsync(Guid? actor, string role)
    {
        if (actor is not { } account)
        {
            return RoleName(role);
        }

        if (!asked.TryGetValue(account, out var name))
        {
            name = await accounts.OfAsync(account);
            asked.Add(account, name);
        }

        return name is null ? RoleName(role) : $"{name} ({RoleName(role)})";
    }

    private string RoleName(string role) =>
        role switch
        {
            "import" => Texts.RoleImport,
            "systeem" => Texts.RoleSystem,
            _ => accounts.RoleName(role),
        };
}
