using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Paths of immudb's REST that end with an empty parameter, such as <c>/v1/immurestproxy/item/</c>: an empty key, not another route.</summary>
internal sealed class EmptySegments
{
    private readonly Dictionary<string, HttpFunction> _functions;
    private readonly Backend _backend;

    public EmptySegments(IEnumerable<HttpFunction> functions, Backend backend)
    {
        _backend = backend;
        _functions = functions
            .Where(function => HttpMethods.IsGet(function.Method) && function.Route.StartsWith(RestPath.Prefix, StringComparison.Ordinal) && function.Route.EndsWith('}'))
            .ToDictionary(function => "/" + function.Route[..function.Route.IndexOf('{')], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The function that <paramref name="request"/> means; null if its path does not end so.</summary>
    public HttpFunction? Find(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && _functions.TryGetValue(request.Path.Value ?? "", out HttpFunction? function) ? function : null;

    /// <summary>Answers with the function, which finds no value of its parameter.</summary>
    public Task AnswerAsync(HttpFunction function, HttpContext context)
    {
        context.Request.RouteValues.Clear();
        return function.Handler(context, _backend);
    }
}
