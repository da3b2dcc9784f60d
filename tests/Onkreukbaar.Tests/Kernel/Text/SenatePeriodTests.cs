// SPDX-License-Identifier: EUPL-1.2
using System.Text;
using Onkreukbaar.Kernel.Text;
using Onkreukbaar.Kernel.Time;
using Onkreukbaar.TestKit;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Text;

/// <summary>
/// All lines of the Senate's register of 2020, where that file is at hand: it holds real persons and is not part of the repository.
/// </summary>
public sealed class SenatePeriodTests
{
    [Fact]
    public void The_periods_of_the_whole_register_are_read_or_reported()
    {
        var rows = Rows(File.ReadAllText(SharedFiles.Find("data", "senate-2020", "ek_nevenfuncties.csv")));
        var (raw, start, end) = (Array.IndexOf(rows[0], "title_raw"), Array.IndexOf(rows[0], "start_raw"), Array.IndexOf(rows[0], "end_raw"));
        var lines = rows.Skip(1).ToList();
        var read = lines.ConvertAll(row => DutchPeriodText.Read(row[raw]));

        lines.Count.ShouldBe(1801);
        read.Count(one => one.Start is not null || one.End is not null).ShouldBe(1679);
        read.Count(one => one.Unread is not null).ShouldBe(9);
        read.Count(one => one.Earlier.Count > 0).ShouldBe(12);

        // The file's own split of a period misses starts after "van" and takes the first of two; wherever all was read and it found both, we agree.
        var differ = lines
            .Zip(read)
            .Where(pair => pair.Second is { Unread: null, Start: not null } && pair.First[start].Length > 0)
            .Count(pair => Iso(pair.First[start]) != pair.Second.Start?.ToString() || Iso(pair.First[end]) != (pair.Second.End?.ToString() ?? ""));
        differ.ShouldBe(0);
    }

    private static string Iso(string text) => DutchDate.Read(text, out var date) == DutchDateOutcome.Read ? date.ToString() : text;

    private static List<string[]> Rows(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(c);
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        return rows;
    }
}
