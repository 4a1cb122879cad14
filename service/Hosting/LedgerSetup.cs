using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Hosting;

/// <summary>How a host runs its ledgers and lets callers in: the settings of <see cref="LedgerSettings"/>, checked, without store and key.</summary>
public sealed record LedgerSetup
{
    /// <summary>How long a host that stops takes at most to leave its ledgers ready for a quick start.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);

    /// <summary>How callers are let in.</summary>
    public required AccountOptions Accounts { get; init; }

    /// <summary>The secret that tokens are made with, as an URL of Key Vault; null: keys in the store.</summary>
    public required string? TokenKey { get; init; }

    /// <summary>What the checkpoints' names begin with; null: made from the server's identity.</summary>
    public required string? CheckpointOrigin { get; init; }

    /// <summary>Zero: no checkpoints.</summary>
    public required TimeSpan CheckpointInterval { get; init; }

    /// <summary>Memory for what is read again, in bytes.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>Databases that stay open besides <c>defaultdb</c>.</summary>
    public required int MostOpenDatabases { get; init; }

    /// <summary>Whether values are indexed; null: as the ledger was kept so far.</summary>
    public required bool? ValueIndex { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    public static LedgerSetup From(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        bool auth = values.Switch(LedgerSettings.Auth) && !values.Switch(LedgerSettings.NoAuth);
        return new LedgerSetup
        {
            Accounts = new AccountOptions(auth ? AdminPasswordOf(values) : null, values.Switch(LedgerSettings.DevMode)) { Quotas = QuotasOf(values) },
            TokenKey = values.Text(LedgerSettings.TokenKey) is { Length: > 0 } secret ? secret : null,
            CheckpointOrigin = OriginOf(values),
            CheckpointInterval = TimeSpan.FromSeconds(values.Number(LedgerSettings.CheckpointSeconds, 0, 86_400)),
            CacheBytes = (long)values.Number(LedgerSettings.CacheMebibytes, 1, 1 << 20) << 20,
            MostOpenDatabases = values.Number(LedgerSettings.MostOpenDatabases, 1, 1 << 16),
            ValueIndex = values.OptionalSwitch(LedgerSettings.ValueIndex),
        };
    }

    /// <summary>For the databases.</summary>
    /// <param name="signer">Signs roots and checkpoints; null for none.</param>
    public LedgerOptions ToOptions(IRootSigner? signer) => new()
    {
        CacheBytes = CacheBytes,
        ValueIndex = ValueIndex,
        Signer = signer,
        CheckpointOrigin = CheckpointOrigin,
        CheckpointInterval = CheckpointInterval,
    };

    private static AdminPassword AdminPasswordOf(SettingValues values)
    {
        try
        {
            return AdminPassword.Parse(values.Text(LedgerSettings.AdminPassword)!);
        }
        catch (ArgumentException e)
        {
            // The parameter's name says nothing to whoever set the password.
            throw new SettingException(e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", ""));
        }
    }

    private static EntryQuotas QuotasOf(SettingValues values)
    {
        string text = values.Text(LedgerSettings.Quotas) ?? "";
        return EntryQuotas.TryParse(text) ?? throw new SettingException($"--quota is '{text}'; it should be such as defaultdb=1000000,*=50000");
    }

    private static string? OriginOf(SettingValues values)
    {
        if (values.Text(LedgerSettings.CheckpointOrigin) is not { Length: > 0 } origin)
            return null;

        // Room for the name of a database.
        return NoteName.IsValid(origin) && origin.Length <= NoteName.MaxLength / 2
            ? origin.TrimEnd('/')
            : throw new SettingException($"--checkpoint-origin is '{origin}'; it should be a name such as log.example.com/ledger, without spaces and '+'");
    }
}
