using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>Calls a timer's function as the Functions host does, and takes no other answer than it.</summary>
internal static class TimerCall
{
    // How a run was missed, is on time, or is the first of all: Microsoft's example of the payload.
    private const string OnTime = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-22T08:25:00.0012345+00:00","Next":"2026-11-22T08:30:00+00:00","LastUpdated":"2026-11-22T08:25:00+00:00"},"IsPastDue":false}},
         "Metadata":{"sys":{"MethodName":"timer","UtcNow":"2026-11-22T08:35:07.75Z","RandGuid":"6f1e1c3c-3c38-4a0c-a59f-6b13b1c6a7ee"}}}
        """;

    private const string PastDue = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-22T08:25:00.0012345+00:00","Next":"2026-11-22T08:30:00+00:00","LastUpdated":"2026-11-22T08:25:00+00:00"},"IsPastDue":true}},
         "Metadata":{"sys":{"MethodName":"timer","UtcNow":"2026-11-22T09:35:07.75Z","RandGuid":"6f1e1c3c-3c38-4a0c-a59f-6b13b1c6a7ef"}}}
        """;

    private const string First = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},
         "Metadata":{"sys":{"MethodName":"timer","UtcNow":"2026-11-22T08:35:07.75Z","RandGuid":"6f1e1c3c-3c38-4a0c-a59f-6b13b1c6a7ed"}}}
        """;

    /// <summary>The payloads there are: on time, past due, without a status.</summary>
    public static IReadOnlyList<string> Payloads { get; } = [OnTime, PastDue, First];

    /// <returns>The lines that it gave for the host's log.</returns>
    /// <exception cref="InvalidDataException">The host would not take the answer: it would fail the run or wait for ever.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(int port, string name, string payload)
    {
        using var client = new HttpClient();
        using var content = new StringContent(payload, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/{name}")) { Content = content };
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        using HttpResponseMessage answer = await client.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType != "application/json")
            throw new InvalidDataException($"{name}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType} {body}");

        JsonObject json = JsonNode.Parse(body)!.AsObject();
        bool isWhole = json.Count == 3
            && json["Outputs"] is JsonObject { Count: 0 }
            && json["Logs"] is JsonArray
            && json.TryGetPropertyValue("ReturnValue", out JsonNode? value) && value is null;
        return isWhole
            ? [.. json["Logs"]!.AsArray().Select(line => line?.GetValueKind() == JsonValueKind.String ? line.GetValue<string>() : throw new InvalidDataException($"{name}: {body}"))]
            : throw new InvalidDataException($"{name}: {body}");
    }
}
