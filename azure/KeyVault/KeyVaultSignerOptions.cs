using Azure.Core.Pipeline;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>How long and how often Key Vault is asked. The defaults keep a caller waiting no longer than a gRPC client would.</summary>
public sealed record KeyVaultSignerOptions
{
    /// <summary>For one try.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one signature or for the opening, with all tries and all waiting that the vault asks for.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries after the first. Signing twice does no harm.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>Pause before the first repetition; doubled each time. A Retry-After of the vault that asks for more is kept.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>What the token must be good for; null: as the vault's name says.</summary>
    public string? Scope { get; init; }

    /// <summary>Carries the requests; null: the usual one. For tests.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Says whether a key has expired.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
