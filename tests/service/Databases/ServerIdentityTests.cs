using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

public sealed class ServerIdentityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The second was computed from the example identity in the specification by an independent base32 decoder.
    [Theory]
    [InlineData("000000000000000000000000", "00000000000000000000")]
    [InlineData("6b02a216bab345be075cb2e1", "dc1a45lqmd2rs1qsmbgg")]
    [InlineData("ffffffffffffffffffffffff", "vvvvvvvvvvvvvvvvvvvg")]
    public void Format_Bytes_IsLowerCaseBase32Hex(string bytes, string expected)
    {
        Assert.Equal(expected, ServerIdentity.Format(Convert.FromHexString(bytes)));
    }

    [Fact]
    public void Format_OtherLength_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ServerIdentity.Format(new byte[11]));
    }

    [Fact]
    public async Task OpenAsync_SameStoreAgain_IsTheSameIdentity()
    {
        var store = new MemoryStore();
        var time = new ManualTime();

        string first = await ServerIdentity.OpenAsync(store, time, Cancellation);
        time.Pass(TimeSpan.FromDays(1));

        Assert.Matches("^[0-9a-v]{20}$", first);
        Assert.Equal(first, await ServerIdentity.OpenAsync(store, time, Cancellation));
    }

    [Fact]
    public async Task OpenAsync_ManyAtOnce_AgreeOnOne()
    {
        var store = new MemoryStore();

        string[] identities = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => ServerIdentity.OpenAsync(store, TimeProvider.System, Cancellation))));

        Assert.Single(identities.Distinct());
    }

    [Fact]
    public async Task OpenAsync_OtherStore_IsAnotherIdentity()
    {
        Assert.NotEqual(
            await ServerIdentity.OpenAsync(new MemoryStore(), new ManualTime(), Cancellation),
            await ServerIdentity.OpenAsync(new MemoryStore(), new ManualTime(), Cancellation));
    }

    [Fact]
    public async Task OpenAsync_DamagedBlob_IsCorrupt()
    {
        var store = new MemoryStore();
        await store.PutAsync(ServerIdentity.BlobName, new byte[11], PutCondition.IfAbsent, PutDurability.Durable, Cancellation);

        var fault = await Assert.ThrowsAsync<LedgerException>(() => ServerIdentity.OpenAsync(store, TimeProvider.System, Cancellation));

        Assert.Equal(LedgerErrorKind.Corrupt, fault.Kind);
    }
}
