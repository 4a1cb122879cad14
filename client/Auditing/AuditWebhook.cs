using System.Net;
using System.Net.Http.Headers;

namespace ImmuFunctions.Client.Auditing;

/// <summary>Posts notifications to one address.</summary>
/// <param name="http">Sends them. It should not follow redirects: they would carry the password elsewhere.</param>
/// <param name="url">Absolute, http or https.</param>
/// <param name="time">The clock of the time limit.</param>
/// <remarks>Spec section 14.2. Thread-safe.</remarks>
public sealed class AuditWebhook(HttpClient http, Uri url, TimeProvider time)
{
    /// <summary>How long the receiver may take.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Posts once; does not try again.</summary>
    /// <returns>Null if the receiver took it (200, 201, 202 or 204), otherwise why it did not, in words without secrets.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<string?> PostAsync(AuditNotification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var content = new ByteArrayContent(notification.ToJson());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted or HttpStatusCode.NoContent
                ? null
                : $"the receiver answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"the receiver cannot be reached: {e.HttpRequestError}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the receiver did not answer within {TimeLimit.TotalSeconds:0} s";
        }
    }
}
