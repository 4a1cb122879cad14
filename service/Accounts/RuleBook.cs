using System.Collections.Concurrent;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Signatures;

namespace ImmuFunctions.Service.Accounts;

/// <summary>The rules of databases: what their administrators have set, and the host's quotas. Thread-safe.</summary>
/// <remarks>Trusted keys are imported once for as long as the settings stay.</remarks>
/// <param name="quotas">Of this host.</param>
internal sealed class RuleBook(EntryQuotas quotas)
{
    private readonly ConcurrentDictionary<string, (DatabaseSettings Settings, DatabaseRules Rules)> _made = new(StringComparer.Ordinal);

    /// <summary>The rules of a database with these settings.</summary>
    public DatabaseRules Of(string database, DatabaseSettings settings)
    {
        ulong? maxEntries = quotas.Of(database);
        if (maxEntries is null && !settings.RequireSignature)
            return DatabaseRules.None;
        if (_made.TryGetValue(database, out var made) && ReferenceEquals(made.Settings, settings))
            return made.Rules;
        var rules = new DatabaseRules(settings.RequireSignature ? new SignatureRule(SignersOf(settings)) : null, maxEntries);
        _made[database] = (settings, rules);
        return rules;
    }

    private static TrustedSigners SignersOf(DatabaseSettings settings) =>
        new(settings.TrustedKeys.Select(key => P256PublicKey.TryFromPoint(key.Span)).OfType<P256PublicKey>());
}
