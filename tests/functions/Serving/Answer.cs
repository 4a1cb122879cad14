using System.Net;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>What a request was answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">As text.</param>
/// <param name="Message">All of it.</param>
internal sealed record Answer(HttpStatusCode Status, string Body, HttpResponseMessage Message)
{
    /// <summary>The type of the body with its parameters; empty for none.</summary>
    public string ContentType => Message.Content.Headers.ContentType?.ToString() ?? "";

    /// <summary>A header's value; null if there is none.</summary>
    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out IEnumerable<string>? values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
