// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers.AncillaryPositions.Overview;
using Onkreukbaar.Registers.Declarations;
using Onkreukbaar.Registers.Statements;

namespace Onkreukbaar.Registers;

/// <summary>
/// The queries behind one position as JSON and behind a person's page, prepared once for the application. What they read is said where it is
/// decided what the public sees; they are here because they outlive a request.
/// </summary>
internal sealed class PublicReads(ReadConnections connections)
{
    /// <summary>A position by its id.</summary>
    public PreparedRead<PositionRow> Position { get; } = new(connections);

    /// <summary>Positions of a person.</summary>
    public PreparedRead<PositionRow> PositionsOf { get; } = new(connections);

    /// <summary>Gifts and trips of a person.</summary>
    public PreparedRead<DeclarationRow> DeclarationsOf { get; } = new(connections);

    /// <summary>Statements of a person.</summary>
    public PreparedRead<Statement> StatementsOf { get; } = new(connections);

    /// <summary>The latest recorded states about a person.</summary>
    public PreparedRead<VersionRow> ChangesOf { get; } = new(connections);

    /// <summary>Offices that a person held.</summary>
    public PreparedRead<HeldOffice> OfficesOf { get; } = new(connections);

    /// <summary>A person's name.</summary>
    public PreparedRead<PersonCard> Person { get; } = new(connections);
}
