using System.Net.Security;
using ImmuFunctions.Client.Signatures;
using ImmuFunctions.Client.Trust;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client;

/// <summary>How a <see cref="LedgerClient"/> connects, and what it trusts.</summary>
public sealed record LedgerClientOptions
{
    /// <summary>Who logs in, instead of the address's user.</summary>
    public string? User { get; set; }

    /// <summary>The password, instead of the address's.</summary>
    public string? Password { get; set; }

    /// <summary>A token from an earlier login, without <c>Bearer</c>: then nobody logs in, and when it ends calls fail.</summary>
    public string? Token { get; set; }

    /// <summary>Uses the connection as it is, without login and without selecting a database, whatever the address says.</summary>
    public bool NoLogin { get; set; }

    /// <summary>The key of the function app, instead of the address's <c>code</c>.</summary>
    public string? FunctionKey { get; set; }

    /// <summary>Where trusted roots are remembered; null for a <see cref="FileTrustedRoots"/> at <see cref="RootsPath"/>. The caller disposes it.</summary>
    public ITrustedRoots? Roots { get; set; }

    /// <summary>The file of trusted roots, which any number of processes may share; null for <c>immufunctions/trusted-roots</c> in the user's local application data.</summary>
    public string? RootsPath { get; set; }

    /// <summary>The public key that has to sign the ledger's roots: PEM, one block <c>PUBLIC KEY</c> on P-256. Null for none.</summary>
    public string? PinnedKeyPem { get; set; }

    /// <summary>Whether the first key that signs this ledger's roots is the one that has to from then on; it is remembered beside the roots.</summary>
    public bool PinKeyOnFirstUse { get; set; }

    /// <summary>With a pinned key: an answer is given only if a root signed by it was seen no longer ago than this.</summary>
    public TimeSpan SignedRootAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Goes on if another ledger than before answers at the address. What was remembered of the first stays as it is.</summary>
    public bool AllowNewIdentity { get; set; }

    /// <summary>TLS for <c>immus</c> and <c>https</c>: see <see cref="ClientTls"/>. Null for the system's own authorities.</summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>Signs the values that are written; null for none. The caller disposes it.</summary>
    public ValueSigner? Signer { get; set; }

    /// <summary>The clock: what values are wrapped with, and what limits and pauses are measured by.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Where is logged; null for nowhere. No keys, values, passwords or tokens are.</summary>
    public ILoggerFactory? Loggers { get; set; }

    /// <summary>Longest time for one try of one call; streams take as long as their reader.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Second tries.</summary>
    public RetryOptions Retries { get; set; } = new();
}
