namespace ImmuFunctions.Ledger.Signing;

/// <summary>A secret that lies elsewhere and is renewed now and then; each renewal is a version with a name. Thread-safe.</summary>
public interface ISecretVersions
{
    /// <summary>The version to use now.</summary>
    /// <exception cref="LedgerException">Unavailable: it cannot be reached. NotFound, Denied, Invalid: it cannot be used; the message says what to do.</exception>
    ValueTask<SecretVersion> NewestAsync(CancellationToken cancellationToken);

    /// <summary>An older version, or the newest.</summary>
    /// <param name="version">ASCII letters and digits; may be made up.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null if there is none of this name, or it is disabled.</returns>
    /// <exception cref="LedgerException">As of <see cref="NewestAsync"/>.</exception>
    ValueTask<SecretVersion?> FindAsync(string version, CancellationToken cancellationToken);
}
