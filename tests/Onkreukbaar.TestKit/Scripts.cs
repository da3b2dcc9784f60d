// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics;
using System.Text;

namespace Onkreukbaar.TestKit;

/// <summary>Programs that a test writes for itself.</summary>
public static class Scripts
{
    /// <summary>
    /// Writes a script that can be run at once. Another process writes it: what this one has open while another test starts a program is open in that program
    /// too, until it has begun; and a script that somebody can still write to is refused ("text file busy").
    /// </summary>
    /// <param name="file">Where; what is there is replaced.</param>
    /// <param name="text">With the line that names its interpreter.</param>
    public static void Write(string file, string text)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "cat >\"$0\" && chmod 755 \"$0\"", file])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var shell = Process.Start(start)!;
        shell.StandardInput.Write(text);
        shell.StandardInput.Close();
        shell.WaitForExit();
        if (shell.ExitCode != 0)
        {
            throw new IOException($"{file} was not written: {shell.ExitCode}.");
        }
    }
}
