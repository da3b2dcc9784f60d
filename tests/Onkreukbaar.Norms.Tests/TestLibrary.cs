// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using Onkreukbaar.Norms.Evaluation;
using Onkreukbaar.Norms.Facts;
using Onkreukbaar.Norms.Library;

namespace Onkreukbaar.Norms.Tests;

/// <summary>A library of a few invented norms in a folder of its own, to break and to ask.</summary>
internal sealed class TestLibrary : IDisposable
{
    private const string Facts = """
        group: proef
        title: { nl: Proef, en: Trial }
        facts:
          - { id: proef.a, type: yes-no, nl: Is het a?, en: Is it a? }
          - { id: proef.b, type: yes-no, nl: Is het b?, en: Is it b? }
          - { id: proef.begin, type: date, nl: Begin, en: Start }
          - { id: proef.einde, type: date, nl: Einde, en: End, notBefore: proef.begin }
          - { id: proef.klaar, type: date, nl: Klaar op, en: Done on }
          - { id: proef.jaar, type: year, nl: Jaar, en: Year }
          - { id: proef.bedrag, type: amount, nl: Bedrag, en: Amount }
          - { id: proef.aantal, type: number, nl: Aantal, en: Number }
          - { id: proef.toelichting, type: text, nl: Toelichting, en: Note }
          - { id: proef.kleur, type: code, nl: Kleur, en: Colour, codes: { rood: { nl: rood, en: red }, groen: { nl: groen, en: green }, blauw: { nl: blauw, en: blue } } }
        contradictions:
          - { when: { proef.a: true, proef.kleur: blauw }, nl: Wat a is kan niet blauw zijn., en: What is a cannot be blue. }
        """;

    public TestLibrary()
    {
        Folder = Directory.CreateTempSubdirectory("norms").FullName;
        Write("facts/proef.yaml", Facts);
        File.Copy(Path.Combine(LibraryLoader.Shipped, "facts", "inkomsten.yaml"), Path.Combine(Folder, "facts", "inkomsten.yaml"));
        File.Copy(Path.Combine(LibraryLoader.Shipped, "facts", "ambt.yaml"), Path.Combine(Folder, "facts", "ambt.yaml"));
        Write("offices.yaml", """
            - { code: raadslid, nl: raadslid, en: council member, bodies: [gemeente] }
            - { code: wethouder, nl: wethouder, en: alderman, bodies: [gemeente] }
            """);
        Write("authorities.yaml", """
            - { code: raad, nl: de raad, en: the council }
            """);
    }

    public string Folder { get; }

    /// <summary>Writes a file of one act; the norms are YAML of a list.</summary>
    public TestLibrary Act(string norms, string act = "proefwet", string from = "2020-01-01", string extra = "")
    {
        Write($"statute/{act}/{from}.yaml", $$"""
            act: { id: {{act}}, title: Proefwet, titleEn: Trial Act }
            from: {{from}}
            {{extra}}
            norms:
            {{Indent(norms)}}
            """);
        return this;
    }

    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>The library without a look at its examples, which most tests do without.</summary>
    public NormLibrary Load()
    {
        List<LibraryError> errors = [];
        var library = LibraryLoader.TryLoad(Folder, errors);
        return library is null || errors.Count > 0 ? throw new BrokenLibraryException(errors) : library;
    }

    /// <summary>Line on which a text stands.</summary>
    /// <param name="name">File.</param>
    /// <param name="text">What stands on the line.</param>
    /// <param name="time">Which of the lines with that text, from 1.</param>
    public long LineOf(string name, string text, int time = 1) =>
        File.ReadLines(Path.Combine(Folder, name)).Select((line, i) => (Line: line, Number: i + 1L)).Where(l => l.Line.Contains(text, StringComparison.Ordinal)).ElementAt(time - 1).Number;

    public LibraryReport Check() => LibraryCheck.Run(Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A norm with everything around its content that every norm has.</summary>
    public static string Norm(string id, string kind, string content, string head = "about: proef") => $$"""
        - id: {{id}}
          kind: {{kind}}
          phase: during
          topic: nevenfuncties
          who: { offices: [raadslid], bodies: [gemeente] }
          status: in-force
          certainty: verified
          source: verzonnen voor de proef
          title: { nl: Proefnorm, en: Trial norm }
          explanation: { nl: Verzonnen., en: Invented. }
        {{Indent(head)}}
        {{Indent(content)}}
        """;

    /// <summary>Asks the only norm of a library; facts are written as <c>proef.a=true</c>.</summary>
    public static Finding Ask(NormLibrary library, string date, params string[] facts) => NormLibrary.Apply(library.Norms[0], Question(library, date, facts));

    public static Question Question(NormLibrary library, string date, params string[] facts)
    {
        var builder = new CaseFactsBuilder(library.Facts);
        foreach (var fact in facts)
        {
            var parts = fact.Split('=', 2);
            if (builder.Read(library.Facts[parts[0]], parts[1]) is { } complaint)
            {
                throw new ArgumentException(complaint, nameof(facts));
            }
        }

        return new(DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture), "raadslid", "gemeente", builder.Build());
    }

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(l => "  " + l));
}
