// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Norms.Library;

/// <summary>Text of a code as a body adopted it.</summary>
/// <param name="Name">Name for messages.</param>
/// <param name="Yaml">In the format of the library.</param>
public sealed record CodeText(string Name, string Yaml);

/// <summary>What a body has of its own.</summary>
/// <param name="BodyKind">Kind of the body.</param>
/// <param name="Texts">Codes that were adopted and not retracted.</param>
public sealed record OwnCodes(string? BodyKind, IReadOnlyList<CodeText> Texts);

/// <summary>The codes of all bodies, wherever they are kept. Both are asked while somebody waits, seldom: the shelf remembers the answers.</summary>
/// <param name="Bodies">The bodies that have codes.</param>
/// <param name="Of">The codes of one of them.</param>
public sealed record CodeSource(Func<IReadOnlySet<Guid>> Bodies, Func<Guid, OwnCodes> Of)
{
    /// <summary>There are none.</summary>
    public static CodeSource None { get; } = new(() => new HashSet<Guid>(), _ => new(null, []));
}

/// <summary>The norms of a body.</summary>
/// <param name="Library">The national ones with the body's codes; the national ones alone when those codes cannot be used.</param>
/// <param name="Broken">Why the codes cannot be used; empty when they can.</param>
public sealed record BodyNorms(NormLibrary Library, IReadOnlyList<LibraryError> Broken);

/// <summary>
/// Boekenplank: the libraries of this installation. The national one is read once, at start-up; a body that adopted codes of its own has its own
/// library, which is the national one with those codes in it.
/// </summary>
public sealed partial class NormShelf
{
    // The folder that ships never changes while the program runs, so several hosts in one process (tests) read it once.
    private static readonly Lazy<NormLibrary> OfProgram = new(() => LibraryLoader.Load(LibraryLoader.Shipped));
    private readonly Dictionary<Guid, BodyNorms> own = [];
    private readonly Lock room = new();
    private readonly CodeSource codes;
    private IReadOnlySet<Guid>? bodies;
    private long moment;

    /// <summary>Reads the library that the settings name.</summary>
    /// <param name="settings">Gives the folder.</param>
    /// <param name="codes">The codes of bodies; they are read when a body is asked for.</param>
    /// <param name="logger">Is told what was read and how long that took.</param>
    /// <exception cref="BrokenLibraryException">It cannot be used; the message names file, line and what to do.</exception>
    public NormShelf(Settings settings, CodeSource codes, ILogger<NormShelf> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.codes = codes;
        var clock = Stopwatch.StartNew();
        Folder = settings.NormsFolder.Length == 0 ? LibraryLoader.Shipped : settings.NormsFolder;
        National = settings.NormsFolder.Length == 0 ? Shipped : LibraryLoader.Load(settings.NormsFolder);
        Read(logger, National.Norms.Count, clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>The library that ships with the program: its words are the same everywhere.</summary>
    public static NormLibrary Shipped => OfProgram.Value;

    /// <summary>The norms that hold for every body.</summary>
    public NormLibrary National { get; }

    /// <summary>Folder of the national library.</summary>
    public string Folder { get; }

    /// <summary>The norms of one body: the national ones, with the codes that it adopted.</summary>
    public NormLibrary For(Guid bodyId) => Of(bodyId).Library;

    /// <summary>The norms of one body, and what keeps its codes from being used.</summary>
    public BodyNorms Of(Guid bodyId)
    {
        long before;
        IReadOnlySet<Guid>? known;
        lock (room)
        {
            if (own.TryGetValue(bodyId, out var remembered))
            {
                return remembered;
            }

            (before, known) = (moment, bodies);
        }

        known ??= codes.Bodies();
        var norms = known.Contains(bodyId) ? Compose(codes.Of(bodyId)) : new(National, []);
        lock (room)
        {
            // What was read before a change is not remembered after it.
            if (before == moment)
            {
                bodies = known;
                if (known.Contains(bodyId))
                {
                    own[bodyId] = norms;
                }
            }
        }

        return norms;
    }

    /// <summary>A code of this body was adopted or retracted, here or by another process: its norms are read again when they are asked for.</summary>
    public void Changed(Guid bodyId)
    {
        lock (room)
        {
            moment++;
            bodies = null;
            own.Remove(bodyId);
        }
    }

    /// <summary>The norms that a body would have with these codes.</summary>
    public BodyNorms Compose(OwnCodes codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        List<LibraryError> broken = [];
        List<LocalCode> read = [];
        foreach (var text in codes.Texts)
        {
            if (LocalCodes.Read(National, codes.BodyKind, text.Name, text.Yaml, out var errors) is { } code)
            {
                read.Add(code);
            }

            broken.AddRange(errors);
        }

        if (broken.Count > 0)
        {
            return new(National, broken);
        }

        try
        {
            return new(National.WithLocal(read), []);
        }
        catch (BrokenLibraryException contradiction)
        {
            return new(National, contradiction.Errors);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Norms} norms read in {Milliseconds:0.0} ms")]
    private static partial void Read(ILogger logger, int norms, double milliseconds);
}
