// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Tests.Repository;
using Onkreukbaar.TestKit;

namespace Onkreukbaar.Tests.CommandLine;

/// <summary>
/// The script <c>onkreukbaar</c> in a repository of one source file, with a <c>dotnet</c> that only notes what it is asked: so a test sees what the door does by itself.
/// </summary>
internal sealed class DoorCopy : IDisposable
{
    // Building makes the one file that the door looks for, also when it fails half-way; a test executable prints what the test prepared for it.
    private const string Dotnet = """
        #!/bin/sh
        # SPDX-License-Identifier: EUPL-1.2
        printf '%s\n' "$*" >>"$DOOR/calls"
        case $1 in
          --version) echo "${DOOR_SDK:-10.0.100}" ;;
          build)
            case $2 in
              */Onkreukbaar.MachineCode) result=ready; [ -z "${DOOR_NO_COMPILER:-}" ] || broken='error NU1101' ;;
              *) result=net10.0; [ -z "${DOOR_BROKEN:-}" ] || broken='error CS1002' ;;
            esac
            mkdir -p src/Onkreukbaar.Cli/bin/Release/$result
            : >src/Onkreukbaar.Cli/bin/Release/$result/onkreukbaar.dll
            [ -z "${broken:-}" ] || { echo "$broken"; exit 1; }
            ;;
          */onkreukbaar.dll) shift; printf 'arguments: %s\ndata: %s\n' "$*" "$ONKREUKBAAR_DATA"; exit "${DOOR_CODE:-0}" ;;
          *.dll) name=$(basename "$1" .dll); cat "$DOOR/$name.out"; exit "$(cat "$DOOR/$name.code")" ;;
        esac
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("onkreukbaar-deur-").FullName;

    public DoorCopy()
    {
        Directory.CreateDirectory(Path.Combine(Root, "src", "Onkreukbaar.Cli"));
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        Scripts.Write(Path.Combine(Root, "onkreukbaar"), File.ReadAllText(Path.Combine(RepositoryFiles.Root, "onkreukbaar")));
        foreach (var name in new[] { "global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.Copy(Path.Combine(RepositoryFiles.Root, name), Path.Combine(Root, name));
        }

        File.WriteAllText(Source, "first");
        Tool("dotnet", Dotnet);
        Tool("node", "#!/bin/sh\necho \"${DOOR_NODE:-v20.0.0}\"\n");
        foreach (var name in new[] { "chromium", "python3", "weasyprint" })
        {
            Tool(name, "#!/bin/sh\n");
        }
    }

    /// <summary>The folder that the door takes for the repository.</summary>
    public string Root => Path.Combine(folder, "repository");

    /// <summary>A source file in it.</summary>
    public string Source => Path.Combine(Root, "src", "Onkreukbaar.Cli", "Program.cs");

    /// <summary>What <c>dotnet</c> was asked since the last time that this was read.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            var file = Path.Combine(folder, "calls");
            string[] calls = File.Exists(file) ? File.ReadAllLines(file) : [];
            File.Delete(file);
            return calls;
        }
    }

    /// <summary>Says what a test executable will print, and with which exit code it ends.</summary>
    public void Tests(string project, string output, int code)
    {
        File.WriteAllText(Path.Combine(folder, project + ".out"), output);
        File.WriteAllText(Path.Combine(folder, project + ".code"), code.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Makes another program that the door or its callers find.</summary>
    public void Tool(string name, string script) => Scripts.Write(Path.Combine(folder, "bin", name), script + "\n");

    /// <summary>Goes through the door.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => RunAsync(Path.Combine(Root, "onkreukbaar"), new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>Goes through the door, or another script of the repository, with settings.</summary>
    public Task<Ended> RunAsync(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            ["DOOR"] = folder,
            ["PATH"] = Path.Combine(folder, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
        };
        return Started.RunAsync(script, arguments, all);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
