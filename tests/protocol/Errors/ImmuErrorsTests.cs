using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Errors;

public sealed partial class ImmuErrorsTests
{
    [Fact]
    public void Factories_All_AreTheRowsOfTheDocumentedTable()
    {
        var documented = Row().Matches(File.ReadAllText(DocumentPath()))
            .Select(row => (Name: row.Groups["name"].Value, Code: row.Groups["code"].Value.Replace("_", ""), Text: row.Groups["text"].Value));
        var coded = typeof(ImmuErrors).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(factory => (factory.Name, Error: Make(factory)))
            .Select(made => (made.Name, Code: made.Error.Code.ToString().ToUpperInvariant(), Text: made.Error.Message.Replace("65001", made.Name == "KeyTooLong" ? "{size}" : "{seconds}")));

        Assert.Equal(coded.OrderBy(row => row.Name, StringComparer.Ordinal), documented.OrderBy(row => row.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Factories_CalledTwice_MakeTwoExceptions() => Assert.NotSame(ImmuErrors.KeyNotFound(), ImmuErrors.KeyNotFound());

    [Theory]
    [InlineData("Key not found", StatusCode.NotFound)]
    [InlineData("index not found", StatusCode.NotFound)]
    [InlineData("invalid key", StatusCode.InvalidArgument)]
    [InlineData("please login first", StatusCode.Unknown)]
    [InlineData("user already exists", StatusCode.Unknown)]
    [InlineData("invalid user name or password", StatusCode.PermissionDenied)]
    public void Factories_TextsClientsCompare_AreThere(string text, StatusCode code) =>
        Assert.Contains(
            typeof(ImmuErrors).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(Make),
            error => error.Message == text && error.Code == code);

    // Parameters stand for themselves, as in the table: {user}.
    private static RpcException Make(MethodInfo factory)
    {
        var arguments = factory.GetParameters()
            .Select(parameter => parameter.ParameterType == typeof(int) ? (object)65001 : $"{{{parameter.Name}}}").ToArray();
        return (RpcException)factory.Invoke(null, arguments)!;
    }

    private static string DocumentPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/errors.md");

    [GeneratedRegex(@"^\| (?<code>[A-Z_]+) \| `(?<text>[^`]*)` \| [^|]* \| `(?<name>\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
