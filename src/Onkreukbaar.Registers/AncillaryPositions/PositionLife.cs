// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Registers.AncillaryPositions;

/// <summary>
/// What the processes that wrote a position say of whether the public could see it, for who counts its recorded states and has no need to read them:
/// <see cref="AncillaryPosition.IsPublic"/> without the state.
/// </summary>
internal sealed class PositionLife
{
    private bool published;
    private bool withdrawn;

    /// <summary>Whether the public could see the state that was written last.</summary>
    public bool IsPublic => published && !withdrawn;

    /// <summary>Goes on to the next state.</summary>
    /// <param name="process">Process that wrote it. Those that are not named here leave the position as public as it was.</param>
    public void Pass(string process)
    {
        // An import takes over what is public elsewhere; what it changes stays withdrawn.
        published |= process is RegisterProcesses.Publish or RegisterProcesses.Import;
        withdrawn = process is RegisterProcesses.Withdraw || (withdrawn && process is not RegisterProcesses.Resume);
    }
}
