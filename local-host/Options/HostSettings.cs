namespace ImmuFunctions.LocalHost.Options;

/// <summary>Everything that can be set on this host, under immudb's own names where immudb has one.</summary>
internal static class HostSettings
{
    public static readonly Setting Directory = new("dir", "./data", "Folder that holds the ledger; made if it is not there.");
    public static readonly Setting Address = new("address", "127.0.0.1", "Address to listen at; 0.0.0.0 for every network of the machine.") { Short = "-a" };
    public static readonly Setting Port = new("port", "3322", "Port to listen at; 0 for any free one.") { Short = "-p" };
    public static readonly Setting Store = new("store", "folder", "Where the ledger lies: 'folder', 'memory' (gone with the process), 'azurite' (started by this host, keeps its data under --dir), a connection string of Azure Storage, or https://<account>.blob.core.windows.net with this machine's identity.");
    public static readonly Setting Container = new("container", null, "In an account: the container of the log; everything else lies in the one of this name and '-state'. [default: immufunctions]");
    public static readonly Setting Auth = new("auth", "true", "Whether callers must log in.") { Short = "-s", IsSwitch = true };
    public static readonly Setting NoAuth = new("no-auth", "false", "The same as --auth=false: everybody on this machine may do everything.") { IsSwitch = true };
    public static readonly Setting DevMode = new("devmode", "false", "Without authentication: let callers from other machines in too.") { IsSwitch = true };
    public static readonly Setting AdminPassword = new("admin-password", "immudb", "Password of the user immudb, plain or 'enc:' and base64.");
    public static readonly Setting MaxReceive = new("max-recv-msg-size", "4194304", "Largest message taken from a client, in bytes.");
    public static readonly Setting CacheMebibytes = new("cache-mib", "128", "Memory for what is read of tree, positions and index, in MiB.");

    public static readonly Setting ValueIndex = new("value-index", null, "Whether entries can be found by value (FindByValue, KeysWithValue); a change makes the index again from the log. [default: as the ledger was kept so far]") { IsSwitch = true };

    public static readonly Setting SigningKey = new("signingKey", null, "The P-256 private key that signs roots: a PEM file (SEC1 or PKCS#8), or a key in Azure Key Vault as https://<vault>/keys/<name>[/<version>].")
    {
        // immudb's documentation names the first; its program reads the second.
        Variables = ["IMMUDB_SIGNING_KEY", "IMMUDB_SIGNINGKEY"],
    };

    public static readonly Setting CheckpointOrigin = new("checkpoint-origin", null, "Name that checkpoints are signed in, best a URL without 'https://'; the database's name is put behind it. Never change it. [default: immufunctions.local/ and the server's identity]");
    public static readonly Setting CheckpointSeconds = new("checkpoint-interval", "60", "With a signing key: a checkpoint is published at the latest so many seconds after a write; 0 for none.");

    public static readonly Setting Config = new("config", null, "Configuration file in TOML with the names above as keys.");

    public static IReadOnlyList<Setting> All { get; } =
        [Directory, Address, Port, Store, Container, Auth, NoAuth, DevMode, AdminPassword, SigningKey, CheckpointOrigin, CheckpointSeconds, MaxReceive, CacheMebibytes, ValueIndex, Config];
}
