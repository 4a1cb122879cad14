using Google.Protobuf.Reflection;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>What the OpenAPI document says of a function beside its route and method.</summary>
/// <param name="Summary">One line.</param>
internal sealed record FunctionDocumentation(string Summary)
{
    /// <summary>More, as CommonMark; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>What functions are grouped by, such as <c>entries</c>; null for none.</summary>
    public string? Tag { get; init; }

    /// <summary>The message the JSON body stands for; null if there is no body, or another one.</summary>
    public MessageDescriptor? Request { get; init; }

    /// <summary>The message the JSON answer stands for; null if it is no message.</summary>
    public MessageDescriptor? Response { get; init; }

    /// <summary>A JSON Schema of the answer that is no message, as JSON text; null for none.</summary>
    public string? ResponseSchema { get; init; }

    /// <summary>A JSON Schema of the body that is no message, as JSON text; null for none.</summary>
    public string? RequestSchema { get; init; }

    /// <summary>The type of the answer's body.</summary>
    public string ResponseType { get; init; } = "application/json";

    /// <summary>A body that works, as JSON text; null for none.</summary>
    public string? RequestExample { get; init; }

    /// <summary>What is answered to it, as JSON text; null for none.</summary>
    public string? ResponseExample { get; init; }

    /// <summary>Values that work, by the names of the parameters in the route.</summary>
    public IReadOnlyDictionary<string, string> ParameterExamples { get; init; } = new Dictionary<string, string>();

    /// <summary>What may stand behind the question mark: names, each with what it does.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the caller must have logged in to the ledger.</summary>
    public bool NeedsLogin { get; init; }
}
