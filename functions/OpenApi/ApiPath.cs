using System.Text.RegularExpressions;

namespace ImmuFunctions.Functions.OpenApi;

/// <summary>Routes in OpenAPI's words.</summary>
internal static partial class ApiPath
{
    /// <summary>The path for <paramref name="route"/>: parameters without stars, types and question marks.</summary>
    public static string Of(string route) => "/" + Parameter().Replace(route, "{${name}}");

    /// <summary>The names of a route's parameters, in order.</summary>
    public static IEnumerable<string> ParametersOf(string route) => Parameter().Matches(route).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\{\*{0,2}(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
