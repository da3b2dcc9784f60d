// SPDX-License-Identifier: EUPL-1.2
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Onkreukbaar.TestKit;
using Onkreukbaar.Tests.Repository;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary>The copy of the program with machine code that the door starts (ADR 0022).</summary>
public sealed class MachineCodeTests : IDisposable
{
    private const string Library = "System.CommandLine.dll";

    private readonly string work = Directory.CreateTempSubdirectory("onkreukbaar-code-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Fact]
    public async Task It_is_the_same_program_with_machine_code_and_without_what_another_machine_needs()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, Library), Write(Library));
        Write("onkreukbaar.runtimeconfig.json", "{}");
        Write("norms/statute/2026.yaml", "first");
        Write("onkreukbaar.xml", "<doc/>");
        Write("runtimes/another-machine/native/lib.so", "another's");

        await MakeAsync();

        HasMachineCode(Path.Combine(work, "program", Library)).ShouldBeFalse("the build's own output is left alone");
        HasMachineCode(Ready(Library)).ShouldBeTrue();
        Identity(Ready(Library)).ShouldBe(Identity(Path.Combine(work, "program", Library)), "what was packed for this code is still for this code (ADR 0018)");
        Files().ShouldBe([Library, "norms/statute/2026.yaml", "onkreukbaar.runtimeconfig.json"], ignoreOrder: true);

        File.Delete(Path.Combine(work, "program", "norms/statute/2026.yaml"));
        Write("norms/statute/2027.yaml", "second");
        var other = Guid.CreateVersion7();
        ChangeIdentity(Path.Combine(work, "program", Library), other);
        await MakeAsync();

        HasMachineCode(Ready(Library)).ShouldBeTrue();
        Identity(Ready(Library)).ShouldBe(other, "what was compiled before is of a file with other contents");
        Files().ShouldBe([Library, "norms/statute/2027.yaml", "onkreukbaar.runtimeconfig.json"], ignoreOrder: true, "a norm that is gone is gone");
    }

    private async Task MakeAsync()
    {
        var ended = await Started.RunAsync(
            Started.Dotnet,
            ["build", "src/Onkreukbaar.MachineCode", "--configuration", "Release", "--nologo", $"-p:Program={work}/program/", $"-p:Ready={work}/ready/", $"-p:BaseIntermediateOutputPath={work}/obj/"],
            // No build node stays behind that keeps the output open.
            new Dictionary<string, string>(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1" },
            RepositoryFiles.Root
        );
        Needs.Have(!ended.Out.Contains("error NU1", StringComparison.Ordinal), Needs.Compiler, "The package feed does not give the compiler for machine code");
        ended.Code.ShouldBe(0, ended.ToString());
    }

    private string Ready(string path) => Path.Combine(work, "ready", path);

    private string[] Files() => [.. Directory.EnumerateFiles(Ready(""), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Ready(""), f))];

    /// <summary>Makes the folder of a file of the program, and the file when there is something to write.</summary>
    private string Write(string path, string? text = null)
    {
        var file = Path.Combine(work, "program", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (text is not null)
        {
            File.WriteAllText(file, text);
        }

        return file;
    }

    private static bool HasMachineCode(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    /// <summary>As another build of the same sources would have.</summary>
    private static void ChangeIdentity(string file, Guid identity)
    {
        var bytes = File.ReadAllBytes(file);
        identity.TryWriteBytes(bytes.AsSpan(bytes.AsSpan().IndexOf(Identity(file).ToByteArray()))).ShouldBeTrue();
        File.WriteAllBytes(file, bytes);
    }

    private static Guid Identity(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
