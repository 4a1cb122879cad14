using ImmuFunctions.Azure.Tests.Doubles;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

/// <summary>The request arrived and was done; its answer was not heard, or not in time.</summary>
public sealed class LostAnswerTests(SharedAzurite azurite) : IAsyncLifetime
{
    private const string Segment = "log/0.seg";
    private const string Small = "index/manifest";
    private const string Append = "comp=appendblock";

    private ProxiedStore Proxied { get; set; } = null!;

    public async ValueTask InitializeAsync() =>
        Proxied = await ProxiedStore.OpenAsync(azurite, options => options with { NetworkTimeout = TimeSpan.FromSeconds(1), TotalTimeout = TimeSpan.FromSeconds(6) });

    public ValueTask DisposeAsync() => Proxied.DisposeAsync();

    [Fact]
    public async Task Append_AnswerLost_IsUnknownSentOnceAndThere()
    {
        await Proxied.Store.CreateAppendBlobAsync(Segment, Ct);
        Proxied.MeetAlways(Append, Fate.LoseAnswer);

        Assert.Equal(AppendOutcome.Unknown, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
        Assert.Equal(1, Proxied.Requests(Append));
        Assert.Equal(3, await Proxied.Truth.ReadAsync(Segment, 0, new byte[9], Ct));
        Assert.Contains(Segment, Proxied.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_NoAnswerInTime_IsUnknownAndThere()
    {
        await Proxied.Store.CreateAppendBlobAsync(Segment, Ct);
        Proxied.MeetAlways(Append, Fate.HangAfterwards);

        Assert.Equal(AppendOutcome.Unknown, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
        Assert.Equal(3, await Proxied.Truth.ReadAsync(Segment, 0, new byte[9], Ct));
    }

    [Fact]
    public async Task Append_RequestLost_IsUnknownAndNotThere()
    {
        await Proxied.Store.CreateAppendBlobAsync(Segment, Ct);
        Proxied.MeetAlways(Append, Fate.LoseRequest);

        Assert.Equal(AppendOutcome.Unknown, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
        Assert.Equal(1, Proxied.Requests(Append));
        Assert.Equal(0, await Proxied.Truth.ReadAsync(Segment, 0, new byte[9], Ct));
    }

    [Fact]
    public async Task Append_CancelledWhileUnderWay_IsWaitedFor()
    {
        await Proxied.Store.CreateAppendBlobAsync(Segment, Ct);
        using var cancel = new CancellationTokenSource();
        Proxied.Proxy.Fate = request =>
        {
            if (request.Contains(Append, StringComparison.Ordinal))
                cancel.Cancel();
            return Fate.Pass;
        };

        Assert.Equal(AppendOutcome.Appended, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), cancel.Token));
    }

    [Fact]
    public async Task Put_AnswerLost_ThrowsThatItIsNotKnownAndIsThere()
    {
        Proxied.MeetAlways(Small, Fate.LoseAnswer);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () =>
            await Proxied.Store.PutAsync(Small, "abc"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct));

        Assert.Contains("not known", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, Proxied.Requests(Small));
        Assert.Equal("abc"u8.ToArray(), (await Proxied.Truth.GetAsync(Small, Ct))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Create_AnswerLost_IsRepeatedAndFindsItsOwn()
    {
        Proxied.Meet(Segment, Fate.LoseAnswer);

        Assert.False(await Proxied.Store.CreateAppendBlobAsync(Segment, Ct));
        Assert.Equal(2, Proxied.Requests(Segment));
        Assert.Equal(AppendOutcome.Appended, await Proxied.Store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
    }

    [Fact]
    public async Task Create_RepeatedOverABlobThatHasGrown_LeavesIt()
    {
        await Proxied.Truth.CreateAppendBlobAsync(Segment, Ct);
        await Proxied.Truth.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct);
        Proxied.Meet(Segment, Fate.LoseAnswer);

        Assert.False(await Proxied.Store.CreateAppendBlobAsync(Segment, Ct));
        Assert.Equal(3, await Proxied.Truth.ReadAsync(Segment, 0, new byte[9], Ct));
    }

    [Fact]
    public async Task Delete_AnswerLost_IsRepeatedAndFindsNone()
    {
        await Proxied.Truth.PutAsync(Small, "abc"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
        Proxied.Meet(Small, Fate.LoseAnswer);

        Assert.False(await Proxied.Store.DeleteAsync(Small, Ct));
        Assert.Null(await Proxied.Truth.GetAsync(Small, Ct));
    }

    [Fact]
    public async Task Commit_AnswerLost_ThrowsThatItIsNotKnownAndIsThere()
    {
        await using IBlobUpload upload = await Proxied.Store.UploadAsync(Small, Ct);
        await upload.WriteAsync("abc"u8.ToArray(), Ct);
        Proxied.MeetAlways(Small, Fate.LoseAnswer);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await upload.CommitAsync(Ct));

        Assert.Contains("not known", e.Message, StringComparison.Ordinal);
        Assert.Equal("abc"u8.ToArray(), (await Proxied.Truth.GetAsync(Small, Ct))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Read_AnswerLostOrLate_IsRepeated()
    {
        await Proxied.Truth.PutAsync(Small, "abc"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);
        Proxied.Meet(Small, Fate.LoseAnswer, Fate.HangAfterwards);
        var bytes = new byte[3];

        Assert.Equal(3, await Proxied.Store.ReadAsync(Small, 0, bytes, Ct));
        Assert.Equal("abc"u8.ToArray(), bytes);
    }

    [Fact]
    public async Task Read_NeverAnswered_EndsInTimeAndSaysSo()
    {
        Proxied.MeetAlways(Small, Fate.HangAfterwards);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await Proxied.Store.GetAsync(Small, Ct));

        Assert.Contains(Small, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CancelledWhileItHangs_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        Proxied.Proxy.Fate = _ =>
        {
            cancel.Cancel();
            return Fate.HangAfterwards;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Proxied.Store.GetAsync(Small, cancel.Token));
    }
}
