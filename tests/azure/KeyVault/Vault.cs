using Azure.Core;
using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Azure.Tests.KeyVault;

/// <summary>Opens signers on a fake vault in few words.</summary>
internal static class Vault
{

    /// <summary>Quick repetitions, and an end within a test's patience.</summary>
    public static KeyVaultSignerOptions Options(this FakeVault vault) => new()
    {
        Transport = vault.Transport(),
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetries = 2,
        NetworkTimeout = TimeSpan.FromSeconds(10),
        TotalTimeout = TimeSpan.FromSeconds(20),
    };

    public static Task<KeyVaultRootSigner> OpenAsync(this FakeVault vault, string? version = null, KeyVaultSignerOptions? options = null, TokenCredential? credential = null) =>
        KeyVaultRootSigner.OpenAsync(vault.Key(version), credential ?? new StaticCredential(), options ?? vault.Options(), NullLoggerFactory.Instance, Ct);

    public static async Task<LedgerException> RefusalAsync(LedgerErrorKind kind, Func<Task> action, params string[] says)
    {
        LedgerException e = await Assert.ThrowsAsync<LedgerException>(action);
        Assert.Equal(kind, e.Kind);
        Assert.All(says, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
        return e;
    }
}
