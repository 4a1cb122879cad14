using ImmuFunctions.Functions.Hosting;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>A function that answers HTTP requests: declared once, for the routing of this process and for the Functions host.</summary>
/// <param name="Name">What it does, in letters, digits, '-' and '_', beginning with a letter: keys are handed out by it.</param>
/// <param name="Method">The one method it answers to, HEAD apart.</param>
/// <param name="Route">The path without the leading slash, parameters in braces.</param>
/// <param name="Level">Which key the Functions host asks for.</param>
/// <param name="Handler">Answers the request, or throws what the rpcs throw (RpcException, LedgerException), which is then answered in the form of the route.</param>
internal sealed record HttpFunction(string Name, string Method, string Route, AuthLevel Level, Func<HttpContext, Backend, Task> Handler)
{
    /// <summary>Whether it also answers HEAD, as it would GET, without the body.</summary>
    public bool AnswersHead { get; init; }

    /// <summary>Every method it answers to.</summary>
    public IReadOnlyList<string> Methods => AnswersHead ? [Method, HttpMethods.Head] : [Method];

    /// <summary>For the OpenAPI document; null leaves it with route and method.</summary>
    public FunctionDocumentation? Documentation { get; init; }
}
