using System.Text;
using System.Text.RegularExpressions;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Publishing;
using ImmuFunctions.HostEmulator.Tests.Emulator;
using Microsoft.AspNetCore.Routing.Template;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Publishing;

/// <summary>What the Functions host asks of the table of functions.</summary>
public sealed partial class FunctionTableTests
{
    // What the host keeps for itself: https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger
    private static readonly string[] Reserved = ["admin", "runtime"];

    public static TheoryData<string> Names => [.. FunctionTable.Http.Select(f => f.Name), .. FunctionTable.Timers.Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Name_OfFunction_IsOneThatSortsAlikeEverywhere(string name) => Assert.Matches(ValidName(), name);

    [Fact]
    public void Names_OfAll_DifferInMoreThanCase() =>
        Assert.Empty(Repeated(FunctionTable.Http.Select(f => f.Name).Concat(FunctionTable.Timers.Select(f => f.Name))));

    [Fact]
    public void Routes_OfAll_DifferInMethodOrShape() =>
        Assert.Empty(Repeated(FunctionTable.Http.SelectMany(f => f.Methods, (f, method) => $"{method} {Parameter().Replace(f.Route, "{}")}")));

    [Fact]
    public void Routes_OfAll_AreNotTheHostsOwnNorATimers() =>
        Assert.All(FunctionTable.Http, f => Assert.DoesNotContain(f.Route.Split('/')[0], Reserved.Concat(FunctionTable.Timers.Select(t => t.Name)), StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void Schedules_OfTimers_HaveSixFields() => Assert.All(FunctionTable.Timers, timer => Assert.Equal(6, timer.Schedule.Split(' ').Length));

    [Fact]
    public void Declarations_OfAll_SayWhatTheTableSays()
    {
        Dictionary<string, DeclaredFunction> declared = FunctionFolders.All().ToDictionary(file => file.Path, file => DeclaredFunction.Parse(file.Path, Encoding.UTF8.GetString(file.Content)));

        Assert.Equal(FunctionTable.Http.Count + FunctionTable.Timers.Count, declared.Count);
        Assert.All(FunctionTable.Http, f =>
        {
            DeclaredFunction found = declared[$"{f.Name}/function.json"];
            Assert.Equal(f.Methods.Select(method => method.ToLowerInvariant()), found.Methods);
            Assert.Equal((f.Route, f.Level.ToString().ToLowerInvariant(), null), (found.Route, found.Level, found.Schedule));
        });
        Assert.All(FunctionTable.Timers, t => Assert.Equal((t.Schedule, null), (declared[$"{t.Name}/function.json"].Schedule, declared[$"{t.Name}/function.json"].Route)));
    }

    [Fact]
    public void Of_HttpFunction_IsTheText()
    {
        var function = new HttpFunction("get-it", "GET", "v1/item/{key}", AuthLevel.Function, (_, _) => Task.CompletedTask);

        string json = Encoding.UTF8.GetString(FunctionJson.Of(function));

        Assert.Equal(
            """{"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"function","methods":["get"],"route":"v1/item/{key}"},{"type":"http","direction":"out","name":"res"}]}""",
            Space().Replace(json, ""));
    }

    [Fact]
    public void Of_TimerFunction_IsTheText()
    {
        var function = new TimerFunction("clock", "0 */5 * * * *", (_, _) => Task.FromResult<IReadOnlyList<string>>([]));

        string json = Encoding.UTF8.GetString(FunctionJson.Of(function));

        Assert.Equal(
            """{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"0*/5****"}]}""",
            Space().Replace(json, ""));
    }

    /// <summary>The host checks the key of the function it finds; this process finds its own by the same path. A key for the one must not open the other.</summary>
    [Fact]
    public async Task Routes_SamplePaths_AreTheSameFunctionHereAndInTheHost()
    {
        var host = new HostRoutes(FunctionTable.Http.Select(f => (f.Name, f.Methods, f.Route)));
        await using AspNetRoutes here = await AspNetRoutes.StartAsync();

        foreach (string path in SamplePaths())
        {
            foreach (string method in FunctionTable.Http.SelectMany(f => f.Methods).Distinct())
            {
                string? there = host.Find(method, "/" + path);
                string? found = await here.FindAsync(method, path);
                Assert.True(there == found, $"{method} /{path} is {found} here and {there} in the Functions host, which goes by the order of the names");
            }
        }
    }

    // Every template with every parameter replaced by a word of its own and by every literal that another template has in its place.
    private static IEnumerable<string> SamplePaths()
    {
        RouteTemplate[] templates = [.. FunctionTable.Http.Select(f => TemplateParser.Parse(f.Route))];
        return templates.SelectMany(template => PathsOf(template, templates)).Distinct();
    }

    private static IEnumerable<string> PathsOf(RouteTemplate template, RouteTemplate[] all)
    {
        IEnumerable<string> paths = [""];
        foreach ((TemplateSegment segment, int place) in template.Segments.Select((segment, place) => (segment, place)))
        {
            string[] texts = segment.Parts[0] is { IsParameter: true }
                ? ["eHk", .. all.Select(other => LiteralAt(other, place)).OfType<string>().Distinct()]
                : [LiteralAt(template, place)!];
            paths = [.. paths.SelectMany(path => texts.Select(text => path.Length == 0 ? text : $"{path}/{text}"))];
        }

        return paths;
    }

    private static string? LiteralAt(RouteTemplate template, int place) =>
        template.Segments.ElementAtOrDefault(place) is { Parts: [{ IsLiteral: true, Text: var text }] } ? text : null;

    private static IEnumerable<string> Repeated(IEnumerable<string> texts) =>
        texts.GroupBy(text => text, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key);

    // Without capitals and '_', every order of texts there is puts them in the same order.
    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex ValidName();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\s")]
    private static partial Regex Space();
}
