using ImmuFunctions.Azure.Tests.Doubles;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

/// <summary>The service answers that it cannot, or will not.</summary>
public sealed class BusyServerTests(SharedAzurite azurite) : IAsyncLifetime
{
    private const string Segment = "log/0.seg";
    private const string Small = "index/manifest";
    private const string Append = "comp=appendblock";

    private ProxiedStore Proxied { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Proxied = await ProxiedStore.OpenAsync(azurite);
        await Proxied.Truth.CreateAppendBlobAsync(Segment, Ct);
        await Proxied.Truth.PutAsync(Small, "abc"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
    }

    public ValueTask DisposeAsync() => Proxied.DisposeAsync();

    [Theory]
    [InlineData(408, "OperationTimedOut")]
    [InlineData(429, null)]
    [InlineData(500, "InternalError")]
    [InlineData(502, null)]
    [InlineData(503, "ServerBusy")]
    [InlineData(504, null)]
    public async Task Read_Busy_IsRepeated(int status, string? code)
    {
        Proxied.Meet("/", Fate.Answer(status, code), Fate.Answer(status, code), Fate.Answer(status, code));

        Assert.Equal("abc"u8.ToArray(), (await Proxied.Store.GetAsync(Small, Ct))!.Bytes.ToArray());
    }

    [Theory]
    [InlineData(408, "OperationTimedOut")]
    [InlineData(429, null)]
    [InlineData(500, "InternalError")]
    [InlineData(502, null)]
    [InlineData(503, "ServerBusy")]
    [InlineData(504, null)]
    public async Task Append_Busy_IsUnknownAndSentOnce(int status, string? code)
    {
        Proxied.MeetAlways(Append, Fate.Answer(status, code) with { RetryAfter = "86400" });

        Assert.Equal(AppendOutcome.Unknown, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
        Assert.Equal(1, Proxied.Requests(Append));
    }

    [Theory]
    [InlineData(401, "NoAuthenticationInformation", "token")]
    [InlineData(403, "AuthenticationFailed", "clock")]
    [InlineData(403, "AuthorizationPermissionMismatch", "Storage Blob Data Contributor")]
    [InlineData(403, "AuthorizationFailure", "network rules")]
    [InlineData(403, "KeyBasedAuthenticationNotPermitted", "identity")]
    [InlineData(403, null, "credential")]
    [InlineData(404, "ContainerNotFound", "container is gone")]
    [InlineData(409, "BlockCountExceedsLimit", "50,000")]
    [InlineData(409, "BlobImmutableDueToPolicy", "policy")]
    [InlineData(409, "ContainerBeingDeleted", "being deleted")]
    [InlineData(412, "LeaseIdMissing", "lease")]
    [InlineData(400, "InvalidHeaderValue", "400")]
    public async Task Append_RefusedForGood_ThrowsWhatToDo(int status, string? code, string advice)
    {
        Proxied.MeetAlways(Append, Fate.Answer(status, code));

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));

        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
        Assert.Contains(Segment, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not known", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_DamagedOnTheWay_IsUnknown()
    {
        Proxied.MeetAlways(Append, Fate.Answer(400, "Md5Mismatch"));

        Assert.Equal(AppendOutcome.Unknown, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task Read_NoSuchContainer_IsNoMissingBlob()
    {
        Proxied.MeetAlways("/", Fate.Answer(404, "ContainerNotFound"));

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.ReadAsync(Segment, 0, new byte[1], Ct));
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.GetAsync(Small, Ct));
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.AcknowledgedAsync(Segment, Ct));
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.DeleteAsync(Small, Ct));
    }

    [Theory]
    [InlineData(403, "UnauthorizedBlobOverwrite")]
    [InlineData(409, "BlobImmutableDueToPolicy")]
    public async Task Create_MayNotOverwrite_MeansThatOneIsThere(int status, string code)
    {
        Proxied.MeetAlways(Segment, Fate.Answer(status, code));

        Assert.False(await Proxied.Store.CreateAppendBlobAsync(Segment, Ct));
    }

    [Fact]
    public async Task Read_ServerAsksForADaysPause_GivesUpAtOnce()
    {
        Proxied.MeetAlways(Small, Fate.Answer(503, "ServerBusy") with { RetryAfter = "86400" });

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.GetAsync(Small, Ct));

        Assert.Equal(1, Proxied.Requests(Small));
        Assert.Contains("503 ServerBusy", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Busy_IsRepeatedThenGivenUp()
    {
        Proxied.Meet("comp=list", Fate.Answer(503), Fate.LoseAnswer);
        Assert.Equal(2, (await Proxied.Store.ListAsync("", Ct).ToListAsync(Ct)).Count);

        Proxied.MeetAlways("comp=list", Fate.Answer(503));
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.ListAsync("index/", Ct).ToListAsync(Ct));
        Assert.Contains("list index/", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DamagedOnTheWay_IsReadAgain()
    {
        Proxied.Meet(Small, Fate.Garble);
        var bytes = new byte[3];

        Assert.Equal(3, await Proxied.Store.ReadAsync(Small, 0, bytes, Ct));
        Assert.Equal("abc"u8.ToArray(), bytes);
        Assert.Equal(2, Proxied.Requests(Small));
    }

    [Fact]
    public async Task Read_DamagedEveryTime_IsUnavailable()
    {
        Proxied.MeetAlways(Small, Fate.Garble);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.GetAsync(Small, Ct));

        Assert.Contains("checksum", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ServerIsNotThere_SaysWhere()
    {
        string nowhere = Proxied.Proxy.ConnectionStringOf(azurite);
        await Proxied.Proxy.DisposeAsync();

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () =>
            await ImmuFunctions.Azure.Blobs.AzureBlobStore.OpenAsync(nowhere, SharedAzurite.NewOptions(), Proxied.Log, Ct));

        Assert.Contains("http://127.0.0.1", e.Message, StringComparison.Ordinal);
        Assert.Contains("Check the account's name", e.Message, StringComparison.Ordinal);
    }
}
