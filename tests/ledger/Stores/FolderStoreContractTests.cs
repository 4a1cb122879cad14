using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Stores;

public sealed class FolderStoreContractTests : BlobStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override ValueTask<IBlobStore> OpenAsync() => new(FolderStore.Open(_folder.Root));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
