// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.TestKit;
using Shouldly;

namespace Onkreukbaar.Tests.Faults;

/// <summary>A small file system in memory, in which every account may make files.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-schijf-").FullName;

    private string Filler => PathOf("vulling");

    /// <summary>Mounts one, or skips the test with what the system says.</summary>
    public static SmallDisk Mount(int megabytes = 24)
    {
        Needs.Have(OperatingSystem.IsLinux(), Needs.Disk, "a small file system is mounted with tmpfs, which Linux has");
        var disk = new SmallDisk();
        var (code, said) = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.folder);
        if (code != 0)
        {
            Directory.Delete(disk.folder);
        }

        Needs.Have(code == 0, Needs.Disk, $"mounting a small file system is not allowed here (it takes root): {said.Trim()}");
        return disk;
    }

    /// <summary>A folder or file on it, which is not made.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>Puts the data folder of an application on it.</summary>
    public Settings Move(Settings settings)
    {
        foreach (var file in Directory.GetFiles(settings.DataFolder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return settings with { DataFolder = folder };
    }

    /// <summary>Leaves no page free.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 65536, 4096 })
        {
            var block = new byte[size];
            var isFull = false;
            while (!isFull)
            {
                try
                {
                    filler.Write(block);
                }
                catch (IOException)
                {
                    isFull = true;
                }
            }
        }

        new DriveInfo(folder).AvailableFreeSpace.ShouldBe(0);
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Puts in a larger disk: what is on it stays.</summary>
    public void Grow()
    {
        var (code, said) = Run("mount", "-o", "remount,size=512m", folder);
        code.ShouldBe(0, said);
    }

    public void Dispose()
    {
        // Lazily: a connection that is still being closed may hold a file.
        Run("umount", "-l", folder);
        Directory.Delete(folder);
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
