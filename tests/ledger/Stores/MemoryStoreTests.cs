using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public sealed class MemoryStoreTests : BlobStoreContract
{
    protected override ValueTask<IBlobStore> OpenAsync() => new(new MemoryStore());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IsExclusive_IsWhatItWasMadeWith(bool exclusive) => Assert.Equal(exclusive, new MemoryStore(exclusive).IsExclusive);

    [Fact]
    public async Task CutTail_Never_BecauseMemoryDoesNotTear() => Assert.False(await new MemoryStore().CutTailAsync("log/0.seg", 0, Ct));
}
