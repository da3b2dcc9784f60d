// SPDX-License-Identifier: EUPL-1.2
using System.CommandLine;
using Onkreukbaar.Cli;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Problems;
using Onkreukbaar.Norms.Library;

var root = new RootCommand("Onkreukbaar: the public integrity register of a Dutch public body.");
HostCommands.AddTo(root);
BackupCommands.AddTo(root);
ModuleCommands.AddTo(root);
try
{
    // Ctrl-C ends a command at its next safe point; what was acknowledged stays, what was not is not half-saved.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (SettingsException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return ExitCode.NothingDone;
}
catch (BrokenLibraryException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    await Console.Error.WriteLineAsync("The library of norms has errors, so nothing was started. Correct the files named above; ./onkreukbaar norms check finds them all.");
    return ExitCode.NothingDone;
}
catch (ProblemException refused)
{
    await Console.Error.WriteLineAsync($"{refused.Problem.Title}. {refused.Problem.Detail} ({refused.Problem.Code})");
    return ExitCode.NothingDone;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped. What was finished is saved; run the command again to do the rest.");
    return ExitCode.NothingDone;
}
