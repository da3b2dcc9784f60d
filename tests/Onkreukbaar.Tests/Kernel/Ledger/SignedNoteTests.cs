// SPDX-License-Identifier: EUPL-1.2
using System.Runtime.Versioning;
using Onkreukbaar.Kernel.Ledger;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Ledger;

[UnsupportedOSPlatform("windows")]
public sealed class SignedNoteTests : IDisposable
{
    // The example of golang.org/x/mod/sumdb/note, where the format comes from.
    private const string ReferenceVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string ReferenceSigner = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string ReferenceText =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string ReferenceNote = ReferenceText
        + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    // The example of C2SP tlog-checkpoint.
    private const string ReferenceCheckpoint =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("onkreukbaar-ledger-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_reference_note_verifies_and_comes_out_of_the_reference_key()
    {
        var verifier = NoteVerifier.Parse(ReferenceVerifier);
        verifier.ToString().ShouldBe(ReferenceVerifier);
        SignedNote.Parse(ReferenceNote).IsSignedBy(verifier).ShouldBeTrue();
        SignedNote.Sign(ReferenceText, NoteSigner.Parse(ReferenceSigner)).ToString().ShouldBe(ReferenceNote);
    }

    [Fact]
    public void A_changed_character_or_another_key_is_noticed()
    {
        var verifier = NoteVerifier.Parse(ReferenceVerifier);
        SignedNote.Parse(ReferenceNote.Replace("problem is", "problem if", StringComparison.Ordinal)).IsSignedBy(verifier).ShouldBeFalse();
        SignedNote.Parse(ReferenceNote).IsSignedBy(NoteSigner.Generate("PeterNeumann").Verifier).ShouldBeFalse();
    }

    [Fact]
    public void A_signature_of_a_witness_is_kept_and_does_not_stand_in_the_way()
    {
        var own = NoteSigner.Parse(ReferenceSigner);
        var witness = SignedNote.Sign(ReferenceText, NoteSigner.Generate("getuige.example"));
        var note = SignedNote.Sign(ReferenceText, own);
        var both = SignedNote.Parse(new SignedNote(ReferenceText, [.. witness.Signatures, .. note.Signatures]).ToString());
        both.Signatures.Count.ShouldBe(2);
        both.IsSignedBy(own.Verifier).ShouldBeTrue();
        both.IsSignedBy(NoteSigner.Generate("getuige.example").Verifier).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n- name x08go/ZJkuA=\n")]
    [InlineData("text\n\n— name x08go/ZJkuA\n")]
    [InlineData("text\n\n— name x08g\n")]
    [InlineData("text\n\n— na+me x08go/ZJkuA=\n")]
    [InlineData("text\n\n—  x08go/ZJkuA=\n")]
    [InlineData("text\n\n— name x08go/ZJkuA=")]
    [InlineData("te\rxt\n\n— name x08go/ZJkuA=\n")]
    [InlineData("text\n\n— name x08go/ZJkuA= \n")]
    public void What_is_not_a_note_is_refused(string note) =>
        Should.Throw<FormatException>(() => SignedNote.Parse(note));

    [Fact]
    public void No_part_and_no_change_of_a_key_is_a_key()
    {
        for (var i = 0; i < ReferenceVerifier.Length; i++)
        {
            Should.Throw<FormatException>(() => NoteVerifier.Parse(ReferenceVerifier[..i]));
            var altered = ReferenceVerifier.ToCharArray();
            altered[i]++;
            Should.Throw<FormatException>(() => NoteVerifier.Parse(new string(altered)));
        }
    }

    [Fact]
    public void The_reference_checkpoint_reads_and_writes_unchanged()
    {
        var note = SignedNote.Parse(ReferenceCheckpoint);
        var checkpoint = Checkpoint.Parse(note.Text);
        checkpoint.Origin.ShouldBe("example.com/behind-the-sofa");
        checkpoint.Size.ShouldBe(20852163);
        checkpoint.ToText().ShouldBe(note.Text);
        note.ToString().ShouldBe(ReferenceCheckpoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("naam\n1\n")]
    [InlineData("naam\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("naam\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("naam\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("naam\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n")]
    [InlineData("naam\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nmore\n")]
    public void What_is_not_a_checkpoint_is_refused(string text) =>
        Should.Throw<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void A_key_file_is_made_once_for_its_owner_alone()
    {
        var path = Path.Combine(_directory, "keys", "register.key");
        var first = NoteSigner.LoadOrCreate(path, "onkreukbaar.example/register");
        NoteSigner.LoadOrCreate(path, "onkreukbaar.example/register").Verifier.ToString().ShouldBe(first.Verifier.ToString());
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
        var checkpoint = new Checkpoint("onkreukbaar.example/register", 0, new byte[32]).Sign(first);
        SignedNote.Parse(checkpoint.ToString()).IsSignedBy(NoteVerifier.Parse(first.Verifier.ToString())).ShouldBeTrue();
    }

    [Fact]
    public void Processes_that_start_together_share_one_key()
    {
        var path = Path.Combine(_directory, "register.key");
        var keys = new string[8];
        Parallel.For(0, keys.Length, i => keys[i] = NoteSigner.LoadOrCreate(path, "naam").ToString());
        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        Directory.GetFiles(_directory).ShouldBe([path]);
    }

    [Fact]
    public void A_key_keeps_its_name()
    {
        var path = Path.Combine(_directory, "register.key");
        var key = NoteSigner.LoadOrCreate(path, "oud.example/logboek");
        NoteSigner.LoadOrCreate(path, "nieuw.example/logboek").ToString().ShouldBe(key.ToString());
    }

    [Fact]
    public void A_key_file_that_others_can_read_is_refused()
    {
        var path = Path.Combine(_directory, "register.key");
        NoteSigner.LoadOrCreate(path, "naam");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Should.Throw<InvalidOperationException>(() => NoteSigner.LoadOrCreate(path, "naam"));
    }

    [Fact]
    public void The_secret_key_does_not_show_in_text()
    {
        var signer = NoteSigner.Parse(ReferenceSigner);
        $"{signer}".ShouldBe(ReferenceVerifier);
        var wrong = ReferenceSigner.Replace("c74f20a3", "c74f20a4", StringComparison.Ordinal);
        Should.Throw<FormatException>(() => NoteSigner.Parse(wrong)).Message.ShouldNotContain("AYEKFALV");
    }
}
