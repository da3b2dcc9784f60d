// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Text;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Reads a hash tile: the concatenated hashes <c>index*256 …</c> of a level. The result holds at least <paramref name="width"/> hashes of
/// 32 bytes; it may hold more when the tree has grown since.
/// </summary>
public delegate ValueTask<ReadOnlyMemory<byte>> TileReader(int level, long index, int width, CancellationToken cancellation);

/// <summary>
/// How a tree is cut into tiles (C2SP tlog-tiles): 256 hashes to a tile, level 0 are the leaf hashes, each hash of level n+1 is the root
/// over a full tile of level n. Entries stand in bundles of 256 in the same way.
/// </summary>
public static class TileLayout
{
    /// <summary>Tree levels in a tile: 256 hashes are a subtree of height 8.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile and entries in a full bundle.</summary>
    public const int Width = 256;

    /// <summary>Number of tile levels that a tree of this size has; 0 for the empty tree.</summary>
    public static int Levels(long size)
    {
        var levels = 0;
        for (; size > 0; size >>= Height)
        {
            levels++;
        }

        return levels;
    }

    /// <summary>Number of hashes (0-256) in a tile of a tree of <paramref name="size"/> entries.</summary>
    public static int WidthAt(int level, long index, long size) =>
        (int)Math.Clamp((size >> (level * Height)) - (index * Width), 0, Width);

    /// <summary>The path of an index as C2SP writes it: 1234067 becomes <c>x001/x234/067</c>, with <c>.p/W</c> for a part of a tile.</summary>
    public static string Path(long index, int width = Width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var path = new StringBuilder((index % 1000).ToString("D3", CultureInfo.InvariantCulture));
        for (var rest = index / 1000; rest > 0; rest /= 1000)
        {
            path.Insert(0, (rest % 1000).ToString("'x'000'/'", CultureInfo.InvariantCulture));
        }

        if (width != Width)
        {
            path.Append(".p/").Append(width.ToString(CultureInfo.InvariantCulture));
        }

        return path.ToString();
    }

    /// <summary>Reads what <see cref="Path"/> writes; false for any other spelling. A path without <c>.p</c> means width 256.</summary>
    public static bool TryParsePath(string path, out long index, out int width)
    {
        index = 0;
        width = Width;
        var number = path.AsSpan();
        var part = path.IndexOf(".p/", StringComparison.Ordinal);
        if (part >= 0)
        {
            number = number[..part];
            if (!int.TryParse(path.AsSpan(part + 3), NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < 1 or >= Width)
            {
                return false;
            }
        }

        // Six groups reach 10^18 tiles, more than a 63-bit tree has.
        if (number.Length > (6 * 5) - 2)
        {
            return false;
        }

        foreach (var range in number.Split('/'))
        {
            var element = number[range];
            if (element.Length > 0 && element[0] == 'x')
            {
                element = element[1..];
            }

            if (element.Length != 3 || !int.TryParse(element, NumberStyles.None, CultureInfo.InvariantCulture, out var thousand))
            {
                return false;
            }

            index = (index * 1000) + thousand;
        }

        return string.Equals(Path(index, width), path, StringComparison.Ordinal);
    }
}
