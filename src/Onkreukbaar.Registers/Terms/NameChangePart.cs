// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions;

namespace Onkreukbaar.Registers.Terms;

/// <summary>
/// Tells on the public page of changes that a name was corrected, so that who keeps a copy can follow. The name that it was is not repeated there: someone
/// may have had a reason to part with it, and who looks back finds it with <c>bekendOp</c>.
/// </summary>
internal static class NameChangePart
{
    public static ChangePart Part { get; } = new(PersonNames.Kind, [RegisterProcesses.CorrectName], TellAsync);

    private static Task<IReadOnlyDictionary<Guid, ToldChange>> TellAsync(IServiceProvider services, IReadOnlyList<VersionRow> rows, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<Guid, ToldChange>>(
            rows.ToDictionary(r => r.Id, r => new ToldChange(PersonNames.Read(r).Display, ProcessWords.Of(r.Process), WorkplaceAddress.Person(r.SubjectId), []))
        );
}
