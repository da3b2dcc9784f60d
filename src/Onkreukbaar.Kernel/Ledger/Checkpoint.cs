// SPDX-License-Identifier: EUPL-1.2
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>
/// Verzegeling: size and root hash of a ledger at one moment (C2SP tlog-checkpoint). Signed, it binds the keeper of the ledger to every
/// entry up to that size.
/// </summary>
/// <param name="Origin">Name of the ledger, such as <c>onkreukbaar.example/register</c>.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">Root hash of the tree of that size, 32 bytes.</param>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "32 raw bytes of a hash.")]
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The three lines of text that are signed.</summary>
    public string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Reads the text; extension lines after the third are allowed and ignored.</summary>
    /// <exception cref="FormatException">Not a checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0)
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !string.Equals(lines[1], size.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            || StrictBase64.Decode(lines[2]) is not { Length: MerkleHash.Size } root)
        {
            throw new FormatException("Not a checkpoint.");
        }

        return new Checkpoint(lines[0], size, root);
    }

    /// <summary>Signs the checkpoint; the key bears the name of the ledger.</summary>
    public SignedNote Sign(NoteSigner signer) => SignedNote.Sign(ToText(), signer);

    public bool Equals(Checkpoint? other) =>
        other is not null && Size == other.Size && string.Equals(Origin, other.Origin, StringComparison.Ordinal)
        && Root.AsSpan().SequenceEqual(other.Root);

    public override int GetHashCode() => HashCode.Combine(Origin, Size);
}
