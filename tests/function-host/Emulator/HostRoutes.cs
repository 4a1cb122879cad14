using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>Which function the Functions host takes for a request.</summary>
/// <remarks>It tries them in the order of their names and takes the first that fits, whatever the templates: a literal does not go before a parameter, as
/// it does in ASP.NET Core. (Microsoft's issue azure-functions-host#9876, not mended when this was written.)</remarks>
internal sealed class HostRoutes
{
    private readonly List<(string Name, IReadOnlyList<string> Methods, TemplateMatcher Template)> _routes;

    /// <param name="functions">Name, methods in any case, and route of each.</param>
    public HostRoutes(IEnumerable<(string Name, IReadOnlyList<string> Methods, string Route)> functions) =>
        _routes = [.. functions
            .OrderBy(function => function.Name, StringComparer.Ordinal)
            .Select(function => (function.Name, function.Methods, new TemplateMatcher(TemplateParser.Parse(function.Route), [])))];

    /// <summary>The function's name; null if there is none.</summary>
    /// <param name="method">In any case.</param>
    /// <param name="path">With a leading slash, decoded.</param>
    public string? Find(string method, PathString path) => _routes
        .Where(route => route.Methods.Contains(method, StringComparer.OrdinalIgnoreCase) && route.Template.TryMatch(path, []))
        .Select(route => route.Name)
        .FirstOrDefault();
}
