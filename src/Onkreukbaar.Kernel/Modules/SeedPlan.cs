// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Modules;

/// <summary>
/// Invented data for demonstrations and tests. Modules seed in order of dependence and leave the ids that later modules need under a name.
/// </summary>
public sealed class SeedPlan
{
    /// <summary>Process of everything that is seeded: the history says openly that it is an example.</summary>
    public const string Process = "voorbeeld.vullen";

    /// <summary>Source that seeded entries name.</summary>
    public const string Source = "Verzonnen voorbeeld";

    private readonly Dictionary<string, Guid> ids = new(StringComparer.Ordinal);

    /// <summary>Names given so far.</summary>
    public IReadOnlyCollection<string> Names => ids.Keys;

    /// <summary>The id under a name, for example <c>body:voorbeeldstad</c>.</summary>
    /// <exception cref="KeyNotFoundException">No module before this one made it.</exception>
    public Guid this[string name]
    {
        get => ids[name];
        set => ids[name] = value;
    }
}
