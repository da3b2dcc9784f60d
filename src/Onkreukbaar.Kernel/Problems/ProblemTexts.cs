// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Problems;

/// <summary>Sentences for refusals of the database, in the current language; the storage projects choose among them.</summary>
public static class ProblemTexts
{
    /// <summary>A unique value exists already.</summary>
    public static string Exists => Texts.ProblemExists;

    /// <summary>Somebody else saved the same subject first.</summary>
    public static string ChangedMeanwhile => Texts.ProblemChangedMeanwhile;

    /// <summary>No room left.</summary>
    public static string DiskFull => Texts.ProblemDiskFull;

    /// <summary>Nothing can be written.</summary>
    public static string ReadOnly => Texts.ProblemReadOnly;

    /// <summary>Not reachable, so nothing was sent to it.</summary>
    public static string Away => Texts.ProblemAway;

    /// <summary>It went away in the middle; with <see cref="Problem.Unsure"/>.</summary>
    public static string BrokenOff => Texts.ProblemBrokenOff;

    /// <summary>Too many at once.</summary>
    public static string Busy => Texts.ProblemBusy;
}
