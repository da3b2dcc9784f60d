// SPDX-License-Identifier: EUPL-1.2
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Components;
using Onkreukbaar.Accounts;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Offices;
using Onkreukbaar.Registers;
using Onkreukbaar.TestKit;
using Onkreukbaar.Web.Hosting;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Repository;

/// <summary>What a module lets others see, and by which processes the installation writes: both are read by a reviewer when they change.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public void What_the_accounts_export_is_as_approved() => Snapshot.Match("surface-Accounts", Surface.Of(typeof(AccountsModule).Assembly.GetExportedTypes()));

    [Fact]
    public void What_the_offices_export_is_as_approved() => Snapshot.Match("surface-Offices", Surface.Of(typeof(OfficesModule).Assembly.GetExportedTypes()));

    [Fact]
    public void What_the_registers_export_is_as_approved() => Snapshot.Match("surface-Registers", Surface.Of(typeof(RegistersModule).Assembly.GetExportedTypes()));

    [Fact]
    public void A_member_that_comes_or_goes_is_seen()
    {
        var surface = Surface.Of([typeof(Example)]);
        surface.ShouldContain("class Onkreukbaar.Tests.Repository.SurfaceTests+Example");
        surface.ShouldContain("  Int32 Count { get; }");
        surface.ShouldContain("  String Say(String word, Boolean loud)");
        surface.ShouldNotContain("Hidden");
    }

    [Fact]
    public void The_list_of_processes_in_the_documentation_is_the_list_of_the_code()
    {
        var written = RepositoryFiles.Texts.SingleOrDefault(f => string.Equals(f.Path, "docs/processes.md", StringComparison.Ordinal))?.Text ?? "";
        var now = Processes(OnkreukbaarApp.Modules);
        if (Environment.GetEnvironmentVariable("ONKREUKBAAR_WRITE_DOCS") is "1")
        {
            File.WriteAllText(Path.Combine(RepositoryFiles.Root, "docs", "processes.md"), now);
            return;
        }

        written.ReplaceLineEndings("\n").ShouldBe(now, "run this test with ONKREUKBAAR_WRITE_DOCS=1 and review what changed");
    }

    private static string Processes(ModuleSet modules)
    {
        var text = new StringBuilder(
            "# Processes\n\nEvery change of a store is an act in one of these processes; its code stands in the history and in the public log. Made from the code\n"
                + "by a test (`SurfaceTests`), which fails when this page says something else.\n\n| Code | Module | Dutch | English |\n|---|---|---|---|\n"
        );
        foreach (var (module, process) in modules.All.SelectMany(m => m.Processes.Select(p => (m, p))).OrderBy(p => p.p.Code, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{process.Code}` | {module.Name} | {In("nl-NL", process)} | {In("en-GB", process)} |\n");
        }

        return text.ToString();

        static string In(string language, Onkreukbaar.Kernel.Stores.Process process)
        {
            var before = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            try
            {
                return process.Label();
            }
            finally
            {
                CultureInfo.CurrentUICulture = before;
            }
        }
    }

    public abstract class Example
    {
        public int Count => 1;

        public static string Say(string word, bool loud) => loud ? word.ToUpperInvariant() : word;

        internal static string Hidden() => "";
    }

    /// <summary>Types with their public members as text. Razor components and generated texts are left out: their shape is the framework's.</summary>
    private static class Surface
    {
        public static string Of(IEnumerable<Type> types)
        {
            var text = new StringBuilder();
            foreach (var type in types.Where(t => !typeof(IComponent).IsAssignableFrom(t) && t.Name is not "_Imports").OrderBy(t => t.FullName, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{Kind(type)} {type.FullName}\n");
                foreach (var member in Members(type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"  {member}\n");
                }
            }

            return text.ToString();
        }

        private static string Kind(Type type) =>
            type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class"
            : type.GetMethod("<Clone>$") is not null ? "record"
            : "class";

        private static IEnumerable<string> Members(Type type)
        {
            const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (var field in type.GetFields(Own).Where(f => !f.IsSpecialName))
            {
                yield return type.IsEnum ? field.Name : $"{Name(field.FieldType)} {field.Name}";
            }

            foreach (var property in type.GetProperties(Own).Where(p => p.Name is not "EqualityContract"))
            {
                yield return $"{Name(property.PropertyType)} {property.Name} {{ {(property.CanRead ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}}";
            }

            // What the compiler adds to a record says nothing.
            var compiled = type.GetMethod("<Clone>$") is not null || type.IsValueType;
            foreach (var method in type.GetMethods(Own).Where(m => !m.IsSpecialName && !m.Name.Contains('<', StringComparison.Ordinal)))
            {
                if (!(compiled && method.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct"))
                {
                    yield return $"{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
                }
            }

            foreach (var constructor in type.GetConstructors(Own).Where(c => !compiled || c.GetParameters() is not [var one] || one.ParameterType != type))
            {
                yield return $"new({Parameters(constructor)})";
            }
        }

        private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"));

        private static string Name(Type type) =>
            Nullable.GetUnderlyingType(type) is { } inner ? Name(inner) + "?"
            : type.IsArray ? Name(type.GetElementType()!) + "[]"
            : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}
