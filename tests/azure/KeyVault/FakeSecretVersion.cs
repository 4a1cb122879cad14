namespace ImmuFunctions.Azure.Tests.KeyVault;

/// <summary>One version of the secret in the fake vault.</summary>
internal sealed record FakeSecretVersion(string Version, string Value)
{
    public bool IsDisabled { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset Created { get; init; } = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000);
}
