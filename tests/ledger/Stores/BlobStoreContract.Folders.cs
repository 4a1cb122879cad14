using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task ListFolders_Logs_AreListedOnceEach()
    {
        foreach (string name in (string[])["b/log/0.seg", "b/log/1.seg", "a/log/0.seg", "a-c/log/0.seg", "a/a/log/0.seg"])
            await Store.CreateAppendBlobAsync(name, Ct);
        await Store.PutAsync("alone", "x"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
        await Store.PutAsync("b/manifest", "x"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);

        Assert.Equal(["a", "a-c", "b"], await Store.ListFoldersAsync(Ct).Order(StringComparer.Ordinal).ToListAsync(Ct));
    }

    [Fact]
    public async Task ListFolders_Nothing_IsEmpty() => Assert.Empty(await Store.ListFoldersAsync(Ct).ToListAsync(Ct));
}
