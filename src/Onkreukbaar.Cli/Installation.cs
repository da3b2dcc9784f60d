// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Cli;

/// <summary>Where the command line finds the settings.</summary>
internal static class Installation
{
    public static Settings Settings() =>
        Kernel.Hosting.Settings.Read(Environment.GetEnvironmentVariable, Path.Combine(Environment.CurrentDirectory, "data"));
}
