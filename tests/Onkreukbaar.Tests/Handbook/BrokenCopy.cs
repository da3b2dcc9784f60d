// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Tests.Handbook;

/// <summary>The shipped library, pack and all, in a folder of its own and with one thing wrong.</summary>
internal sealed class BrokenCopy : IDisposable
{
    private BrokenCopy(string folder) => Folder = folder;

    public string Folder { get; }

    /// <param name="name">File to change, relative to the library.</param>
    /// <param name="right">What stands there; the first time that it does is changed.</param>
    /// <param name="wrong">What comes in its place.</param>
    /// <param name="line">Line of the change.</param>
    public static BrokenCopy With(string name, string right, string wrong, out int line)
    {
        var copy = new BrokenCopy(Directory.CreateTempSubdirectory("onkreukbaar-norms-").FullName);
        foreach (var file in Directory.EnumerateFiles(LibraryLoader.Shipped, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(LibraryLoader.Shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var path = Path.Combine(copy.Folder, name);
        var lines = File.ReadAllLines(path);
        var at = Array.FindIndex(lines, l => l.Contains(right, StringComparison.Ordinal));
        lines[at] = lines[at].Replace(right, wrong, StringComparison.Ordinal);
        File.WriteAllLines(path, lines);
        line = at + 1;
        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
