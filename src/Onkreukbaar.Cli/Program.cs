// SPDX-License-Identifier: EUPL-1.2
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Data.Common;
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
    var asked = root.Parse(args);
    // Ctrl-C ends a command at its next safe point; what was acknowledged stays, what was not is not half-saved.
    var code = await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    // The library ends with 1 when it does not understand, which here means: done, but for some lines.
    return asked.Action is ParseErrorAction ? ExitCode.NothingDone : code;
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
catch (Exception refused) when (CauseOf(refused) is { } cause)
{
    // A server that is away, a damaged file: a sentence for the operator, whom a stack trace does not help.
    await Console.Error.WriteLineAsync($"The database refused: {cause.Message}");
    return ExitCode.NothingDone;
}
catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return ExitCode.NothingDone;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped. What was finished is saved; run the command again to do the rest.");
    return ExitCode.NothingDone;
}

// It may be wrapped by Entity Framework or the migrator, and itself wrap what the network said.
static DbException? CauseOf(Exception? failure) => failure is null or DbException ? failure as DbException : CauseOf(failure.InnerException);
