using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Stores;

namespace ImmuFunctions.Azure.Tests.Blobs;

public sealed class AzureBlobStoreContractTests(SharedAzurite azurite) : BlobStoreContract
{
    protected override async ValueTask<IBlobStore> OpenAsync() => await azurite.OpenAsync();
}
