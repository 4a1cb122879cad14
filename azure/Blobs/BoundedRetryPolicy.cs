using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Repeats requests after growing pauses with jitter, unless the server asks for a longer pause than it may.</summary>
/// <remarks>The SDK's own policy waits as long as the server says, be it a day.</remarks>
internal sealed class BoundedRetryPolicy(AzureStoreOptions options)
    : RetryPolicy(options.MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(options.RetryDelay, options.MaxRetryDelay))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsShort(message) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsShort(message) ? base.ShouldRetryAsync(message, exception) : new(false);

    private bool IsShort(HttpMessage message) =>
        !message.HasResponse || AskedPause(message.Response) is not { } asked || asked <= options.MaxRetryDelay;

    // Seconds or a date; milliseconds in the two other headers that the SDK heeds.
    private static TimeSpan? AskedPause(Response response)
    {
        foreach (string header in (string[])["retry-after-ms", "x-ms-retry-after-ms"])
        {
            if (response.Headers.TryGetValue(header, out string? text) && long.TryParse(text, out long milliseconds))
                return TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));
        }

        if (!response.Headers.TryGetValue("Retry-After", out string? after))
            return null;
        if (long.TryParse(after, out long seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        return DateTimeOffset.TryParse(after, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset until) ? until - DateTimeOffset.UtcNow : null;
    }
}
