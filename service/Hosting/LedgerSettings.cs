namespace ImmuFunctions.Service.Hosting;

/// <summary>What can be set on every host that has a ledger, under immudb's own names where immudb has one.</summary>
public static class LedgerSettings
{
    public static readonly Setting Directory = new("dir", "./data", "Folder that holds the ledger; made if it is not there.");
    public static readonly Setting Store = new("store", "folder", "Where the ledger lies: 'folder', 'memory' (gone with the process), 'azurite' (started by this host, keeps its data under --dir), a connection string of Azure Storage, or https://<account>.blob.core.windows.net with this machine's identity.");
    public static readonly Setting Container = new("container", null, "In an account: the container of the log; everything else lies in the one of this name and '-state'. [default: immufunctions]");
    public static readonly Setting Auth = new("auth", "true", "Whether callers must log in.") { Letter = "-s", IsSwitch = true };
    public static readonly Setting NoAuth = new("no-auth", "false", "The same as --auth=false: everybody on this machine may do everything.") { IsSwitch = true };
    public static readonly Setting DevMode = new("devmode", "false", "Without authentication: let callers from other machines in too.") { IsSwitch = true };
    public static readonly Setting AdminPassword = new("admin-password", "immudb", "Password of the user immudb, plain or 'enc:' and base64.");
    public static readonly Setting CacheMebibytes = new("cache-mib", "128", "Memory for what is read of tree, positions and index, in MiB.");

    public static readonly Setting MostOpenDatabases = new("max-open-databases", "64", "Databases that stay open besides defaultdb; the one not used for longest makes room for another.");

    public static readonly Setting ValueIndex = new("value-index", null, "Whether entries can be found by value (FindByValue, KeysWithValue); a change makes the index again from the log. [default: as the ledger was kept so far]") { IsSwitch = true };

    public static readonly Setting SigningKey = new("signingKey", null, "The P-256 private key that signs roots: a PEM file (SEC1 or PKCS#8), or a key in Azure Key Vault as https://<vault>/keys/<name>[/<version>].")
    {
        // immudb's documentation names the first; its program reads the second.
        Variables = ["IMMUDB_SIGNING_KEY", "IMMUDB_SIGNINGKEY"],
    };

    public static readonly Setting CheckpointOrigin = new("checkpoint-origin", null, "Name that checkpoints are signed in, best a URL without 'https://'; the database's name is put behind it. Never change it. [default: immufunctions.local/ and the server's identity]");
    public static readonly Setting CheckpointSeconds = new("checkpoint-interval", "60", "With a signing key: a checkpoint is published at the latest so many seconds after a write; 0 for none.");

    public static readonly Setting TokenKey = new("token-key", null, "A secret in Azure Key Vault that logins' tokens are made and checked with, as https://<vault>/secrets/<name>: the base64 of 32 bytes or more. [default: keys in the store, renewed daily]");

    public static readonly Setting Quotas = new("quota", null, "The most entries databases may have, as name=entries with commas between; the name * is for all others. [default: any number]");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Directory, Store, Container, Auth, NoAuth, DevMode, AdminPassword, TokenKey, SigningKey, CheckpointOrigin, CheckpointSeconds, CacheMebibytes, MostOpenDatabases, Quotas, ValueIndex];
}
