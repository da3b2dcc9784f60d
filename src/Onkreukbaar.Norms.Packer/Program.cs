// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Library;

// Part of the build: checks the library of norms with all its worked examples and packs it for a quick start. What is wrong fails the build, by file and line.
// Arguments: the folder of the library, and the file to write.
CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
var (folder, into) = (args[0], args[1]);
try
{
    await File.WriteAllBytesAsync(into, LibraryLoader.Pack(folder));
    return 0;
}
catch (BrokenLibraryException broken)
{
    foreach (var error in broken.Errors)
    {
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(Path.Combine(folder, error.File))}({error.Line}): error NORM: {error.Message}"));
    }

    return 1;
}
