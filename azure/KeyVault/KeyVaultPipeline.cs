using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>Sends requests to a vault, with a token, repetitions and an end.</summary>
internal sealed class KeyVaultPipeline
{
    private const int MaxAnswerBytes = 1 << 16;

    private readonly HttpPipeline _pipeline;
    private readonly KeyVaultSignerOptions _options;

    public KeyVaultPipeline(string scope, TokenCredential credential, KeyVaultSignerOptions options)
    {
        _options = options;
        var client = new PipelineOptions();
        if (options.Transport is not null)
            client.Transport = options.Transport;
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = options.MaxRetries;
        client.Retry.Delay = options.RetryDelay;
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        client.Diagnostics.IsDistributedTracingEnabled = false;
        _pipeline = HttpPipelineBuilder.Build(client, new BearerTokenAuthenticationPolicy(credential, options.Scope ?? scope));
    }

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="url">Absolute.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">Unavailable: there is no answer. Denied: no token could be had.</exception>
    public async Task<VaultAnswer> SendAsync(RequestMethod method, Uri url, byte[]? body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.TotalTimeout);
        try
        {
            using HttpMessage message = _pipeline.CreateMessage();
            message.Request.Method = method;
            message.Request.Uri.Reset(url);
            message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
            if (body is not null)
            {
                message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
                message.Request.Content = RequestContent.Create(body);
            }

            await _pipeline.SendAsync(message, limit.Token).ConfigureAwait(false);
            return message.Response.Content.ToMemory() is { Length: <= MaxAnswerBytes } content
                ? new VaultAnswer(message.Response.Status, content)
                : throw Unavailable(url, "its answer is far too long", null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw Unavailable(url, $"no usable answer within {_options.TotalTimeout.TotalSeconds:0.#} s", e);
        }
        catch (AuthenticationFailedException e)
        {
            // CredentialUnavailableException too: no source of a token is set up here.
            throw new LedgerException(LedgerErrorKind.Denied, $"no token for {url.Host} could be had. Run the host with a managed identity, or sign in (az login). {FirstLine(e)}", e);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException or IOException)
        {
            throw Unavailable(url, FirstLine(Innermost(e)), e);
        }
    }

    private static LedgerException Unavailable(Uri url, string why, Exception? e) =>
        new(LedgerErrorKind.Unavailable, $"Key Vault at {url.Authority} cannot be used now: {why}", e);

    private static Exception Innermost(Exception e) =>
        e is AggregateException { InnerExceptions: [.., var last] } ? Innermost(last) : e;

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();

    private sealed class PipelineOptions : ClientOptions;
}
