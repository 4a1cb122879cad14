using System.CommandLine;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Stores;

/// <summary>The options that say which store is meant, as the hosts have them.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string> _folder = new("--dir") { Description = "Folder that holds the ledger.", HelpName = "folder", DefaultValueFactory = _ => "./data" };

    private readonly Option<string> _store = new("--store")
    {
        Description = "Where the ledger lies: 'folder', 'azurite' (kept under --dir), a connection string of Azure Storage, or https://<account>.blob.core.windows.net with this machine's identity.",
        HelpName = "place",
        DefaultValueFactory = _ => "folder",
    };

    private readonly Option<string?> _container = new("--container") { Description = "In an account: the container of the log.", HelpName = "name" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_folder, _store, _container];

    /// <summary>The place that is meant.</summary>
    /// <exception cref="Ledger.LedgerException">Invalid: it is none.</exception>
    public StorePlace Of(CommandRun run)
    {
        StorePlace place = StorePlace.Of(run.Value(_store)!, run.Value(_folder)!, run.Value(_container));
        return place.Kind == StoreKind.Memory ? throw FailureException.WrongUse("a ledger in memory ends with its process: there is nothing to look at") : place;
    }
}
