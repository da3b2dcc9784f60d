// SPDX-License-Identifier: EUPL-1.2
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">Name of the key.</param>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Value">The bytes of the signature; 64 for Ed25519.</param>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "Raw bytes of a signature.")]
public sealed record NoteSignature(string Name, uint KeyId, byte[] Value);

/// <summary>
/// A signed note (C2SP signed-note): text that ends in a newline, an empty line, and signature lines
/// <c>— naam base64(key id ‖ signature)</c>.
/// </summary>
/// <param name="Text">The signed text, with its last newline.</param>
/// <param name="Signatures">All signatures, also of keys that we do not know (witnesses).</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const string Dash = "\u2014 ";
    private const int MaxLength = 1 << 20;

    // The specification asks for at least 16; a limit keeps a hostile note from costing thousands of verifications.
    private const int MaxSignatures = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Signs <paramref name="text"/>, which ends in a newline and has no other control characters.</summary>
    /// <exception cref="FormatException">The text cannot be a note.</exception>
    public static SignedNote Sign(string text, NoteSigner signer)
    {
        if (!text.EndsWith('\n') || HasControlCharacters(text))
        {
            throw new FormatException("The text of a note ends in a newline and has no other control characters.");
        }

        return new SignedNote(
            text, [new NoteSignature(signer.Verifier.Name, signer.Verifier.KeyId, signer.Sign(StrictUtf8.GetBytes(text)))]);
    }

    /// <summary>Reads a note without checking a signature; see <see cref="IsSignedBy"/>.</summary>
    /// <exception cref="FormatException">The text is not a note.</exception>
    public static SignedNote Parse(string note)
    {
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || note.Length > MaxLength || !note.EndsWith('\n') || HasControlCharacters(note))
        {
            throw new FormatException("Not a signed note.");
        }

        var signatures = new List<NoteSignature>();
        foreach (var line in note[(split + 2)..].TrimEnd('\n').Split('\n'))
        {
            var space = line.IndexOf(' ', Math.Min(Dash.Length, line.Length));
            if (!line.StartsWith(Dash, StringComparison.Ordinal) || space < 0 || signatures.Count == MaxSignatures)
            {
                throw new FormatException("A signature line of the note is malformed.");
            }

            var name = line[Dash.Length..space];
            NoteVerifier.RequireName(name);
            var bytes = StrictBase64.Decode(line[(space + 1)..]);
            if (bytes is null || bytes.Length < 5)
            {
                throw new FormatException("A signature of the note is malformed.");
            }

            signatures.Add(new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]));
        }

        return new SignedNote(note[..(split + 1)], signatures);
    }

    /// <summary>
    /// True when the note carries a valid signature of this key. A second, wrong signature under the same name and id makes it false.
    /// </summary>
    public bool IsSignedBy(NoteVerifier verifier)
    {
        var text = Encoding.UTF8.GetBytes(Text);
        var own = Signatures.Where(s => s.KeyId == verifier.KeyId && string.Equals(s.Name, verifier.Name, StringComparison.Ordinal)).ToList();
        return own.Count > 0 && own.TrueForAll(s => verifier.Verify(text, s.Value));
    }

    /// <summary>The note as it is published.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            var bytes = new byte[4 + signature.Value.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
            signature.Value.CopyTo(bytes, 4);
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return note.ToString();
    }

    private static bool HasControlCharacters(string text) => text.Any(c => c < ' ' && c != '\n');
}
