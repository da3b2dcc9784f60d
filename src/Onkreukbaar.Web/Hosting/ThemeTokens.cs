// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using System.Text.RegularExpressions;
using Onkreukbaar.Kernel.Hosting;

namespace Onkreukbaar.Web.Hosting;

/// <summary>
/// Reads a public body's style sheet with design tokens. Only custom properties get through: what comes out is written anew from them, so a theme can
/// colour every page but cannot hide, move or load anything.
/// </summary>
internal static partial class ThemeTokens
{
    /// <summary>The class that carries the tokens, whatever it is called in the body's own file.</summary>
    public const string ClassName = "eigen-theme";

    /// <summary>One rule with all tokens of the file, in their order.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="css">Rules of classes or <c>:root</c> that hold nothing but custom properties, as any NL Design System theme has.</param>
    /// <exception cref="SettingsException">Something else is in it; the message names the line.</exception>
    public static string Read(string file, string css) => new Reader(file, css).Read();

    [GeneratedRegex(@"\A(:root|\.-?[_a-zA-Z][\w-]*)(\s*,\s*(:root|\.-?[_a-zA-Z][\w-]*))*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"\G(?<name>--[a-zA-Z0-9_-]+)\s*:", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    // A drawing inside the address itself, such as an arrow, is all that a token may hold.
    [GeneratedRegex(@"(?<![\w-])(url\((?!\s*[""']?data:image/)|(src|image|image-set|-webkit-image-set)\()", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Loading();

    private sealed class Reader(string file, string css)
    {
        private int at;

        public string Read()
        {
            var tokens = new StringBuilder();
            for (SkipSpace(); at < css.Length; SkipSpace())
            {
                var start = at;
                var open = css.IndexOf('{', at);
                var selector = (open < 0 ? css[at..] : css[at..open]).Trim();
                if (open < 0 || !Selector().IsMatch(selector))
                {
                    throw Refused(start, $"'{Short(selector)}' is not allowed here: write a class or :root, with custom properties between braces");
                }

                at = open + 1;
                while (Declaration(start) is { } token)
                {
                    tokens.Append(token).Append(';');
                }
            }

            return tokens.Length > 0 ? $".{ClassName}{{{tokens}}}" : throw Refused(0, "there is no design token in it, such as --ob-color-primary: #154273;");
        }

        /// <summary>The next token of a rule; null at its end.</summary>
        private string? Declaration(int rule)
        {
            for (SkipSpace(); at < css.Length && css[at] == ';'; SkipSpace())
            {
                at++;
            }

            if (at >= css.Length)
            {
                throw Refused(rule, "this rule is not closed with }");
            }

            if (css[at] == '}')
            {
                at++;
                return null;
            }

            var name = Name().Match(css, at);
            if (!name.Success)
            {
                throw Refused(at, $"'{Short(css[at..])}' is no design token: only custom properties are allowed, such as --ob-color-primary: #154273;");
            }

            at += name.Length;
            return $"{name.Groups["name"].Value}:{Value()}";
        }

        private string Value()
        {
            var start = at;
            var value = new StringBuilder();
            var depth = 0;
            for (SkipSpace(); at < css.Length; at++)
            {
                var c = css[at];
                if (c is '"' or '\'')
                {
                    value.Append(Quoted());
                }
                else if (c == '/' && at + 1 < css.Length && css[at + 1] == '*')
                {
                    SkipSpace();
                    at--;
                    value.Append(' ');
                }
                else if (depth == 0 && c is ';' or '}')
                {
                    break;
                }
                else if (c is '{' or '}' or '<' or '\\' or '@' || (char.IsControl(c) && !char.IsWhiteSpace(c)))
                {
                    throw Refused(at, $"a value cannot hold {(char.IsControl(c) ? "a control character" : c.ToString())} outside quotation marks");
                }
                else
                {
                    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                    value.Append(char.IsWhiteSpace(c) ? ' ' : c);
                }
            }

            if (at >= css.Length || depth != 0)
            {
                throw Refused(start, "this value does not end: a bracket or a semicolon is missing");
            }

            var text = value.ToString().Trim();
            return Loading().IsMatch(text) ? throw Refused(start, "a value cannot load anything; url(\"data:image/svg+xml,…\") is allowed") : text;
        }

        /// <summary>A string with its quotation marks; the cursor stays on the last one.</summary>
        private string Quoted()
        {
            var start = at;
            for (at++; at < css.Length && css[at] != css[start]; at++)
            {
                if (css[at] is '\n' or '\r' or '\f')
                {
                    break;
                }

                if (css[at] == '\\' && at + 1 < css.Length && css[at + 1] is not ('\n' or '\r' or '\f'))
                {
                    at++;
                }
            }

            return at < css.Length && css[at] == css[start] ? css[start..(at + 1)] : throw Refused(start, "this quotation mark is not closed on its line");
        }

        private void SkipSpace()
        {
            while (at < css.Length)
            {
                if (char.IsWhiteSpace(css[at]))
                {
                    at++;
                }
                else if (css[at] == '/' && at + 1 < css.Length && css[at + 1] == '*')
                {
                    var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                    at = end < 0 ? throw Refused(at, "this comment is not closed") : end + 2;
                }
                else
                {
                    break;
                }
            }
        }

        private SettingsException Refused(int place, string what) =>
            new($"{file}, line {1 + css.AsSpan(0, Math.Min(place, css.Length)).Count('\n')}: {what}. The site did not start; correct the file or move it away.");

        private static string Short(string text)
        {
            var line = text.Split('\n')[0].Trim();
            return line.Length > 40 ? line[..40] + "…" : line;
        }
    }
}
