using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ImmuFunctions.Samples.Tests.Docs;

/// <summary>What the pages show is C# that compiles, against this package as it is.</summary>
public sealed class DocsCompileTests
{
    private static readonly string[] Pages = ["README.md", "docs/sdk.md", "client/README.md"];

    // What a block may use without saying where it comes from; its own names win.
    private const string Around = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ImmuFunctions.Client;
        global using ImmuFunctions.Client.Trust;
        global using ImmuFunctions.Protocol.Grpc;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.Extensions.DependencyInjection;

        partial class Program
        {
            static readonly LedgerClient ledger = null!;
            static readonly WebApplicationBuilder builder = null!;
            static readonly WebApplication app = null!;
        }
        """;

    private static readonly CSharpParseOptions Syntax = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path))];

    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (CodeBlock block in Pages.SelectMany(CodeBlock.Of))
                blocks.Add(block.Page, block.Line);
            return blocks;
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public void Block_OfAPage_Compiles(string page, int line)
    {
        CodeBlock block = CodeBlock.Of(page).Single(block => block.Line == line);

        Assert.Empty(Errors(block.Code));
    }

    [Fact]
    public void Errors_OfCodeThatDoesNotCompile_AreFound()
    {
        Assert.Contains("CS1061", Assert.Single(Errors("await ledger.GetSomethingElseAsync();")), StringComparison.Ordinal);
    }

    private static string[] Errors(string code)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "block",
            [CSharpSyntaxTree.ParseText(Around, Syntax), CSharpSyntaxTree.ParseText(code, Syntax)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())];
    }
}
