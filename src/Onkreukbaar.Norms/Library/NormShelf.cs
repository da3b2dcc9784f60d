// SPDX-License-Identifier: EUPL-1.2
using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Norms.Library;

/// <summary>
/// Boekenplank: the libraries of this installation. The national one is read once, at start-up; a body that adopted codes of its own has its own
/// library, which is the national one with those codes in it.
/// </summary>
public sealed partial class NormShelf
{
    // The folder that ships never changes while the program runs, so several hosts in one process (tests) read it once.
    private static readonly Lazy<NormLibrary> OfProgram = new(() => LibraryLoader.Load(LibraryLoader.Shipped));
    private readonly ConcurrentDictionary<Guid, NormLibrary> own = new();

    /// <summary>Reads the library that the settings name.</summary>
    /// <param name="settings">Gives the folder.</param>
    /// <param name="logger">Is told what was read and how long that took.</param>
    /// <exception cref="BrokenLibraryException">It cannot be used; the message names file, line and what to do.</exception>
    public NormShelf(Settings settings, ILogger<NormShelf> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var clock = Stopwatch.StartNew();
        National = settings.NormsFolder.Length == 0 ? Shipped : LibraryLoader.Load(settings.NormsFolder);
        Read(logger, National.Norms.Count, clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>The library that ships with the program: its words are the same everywhere.</summary>
    public static NormLibrary Shipped => OfProgram.Value;

    /// <summary>The norms that hold for every body.</summary>
    public NormLibrary National { get; }

    /// <summary>The norms of one body: the national ones, with the codes that it adopted.</summary>
    public NormLibrary For(Guid bodyId) => own.GetValueOrDefault(bodyId, National);

    /// <summary>Puts the codes of a body in place of those that stood there; none gives it the national norms again.</summary>
    /// <param name="bodyId">The body.</param>
    /// <param name="codes">All its codes.</param>
    /// <exception cref="BrokenLibraryException">The codes contradict each other.</exception>
    public void Place(Guid bodyId, IReadOnlyList<LocalCode> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.Count == 0)
        {
            own.TryRemove(bodyId, out _);
        }
        else
        {
            own[bodyId] = National.WithLocal(codes);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Norms} norms read in {Milliseconds:0.0} ms")]
    private static partial void Read(ILogger logger, int norms, double milliseconds);
}
