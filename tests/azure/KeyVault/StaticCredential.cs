using System.Collections.Concurrent;
using Azure.Core;

namespace ImmuFunctions.Azure.Tests.KeyVault;

/// <summary>Gives one token, and notes what it was asked for.</summary>
internal sealed class StaticCredential(string token = FakeVault.Token) : TokenCredential
{
    public ConcurrentQueue<string> Scopes { get; } = new();

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        foreach (string scope in requestContext.Scopes)
            Scopes.Enqueue(scope);
        return new AccessToken(token, DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
