using System.Diagnostics.Metrics;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Tests.Serving;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Auditing;

[Collection("audits of this process")]
public sealed class AuditorTimerTests
{
    [Fact]
    public async Task Timer_UntouchedLedger_PassesAndTells()
    {
        using var folder = new AuditedFolder();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using RunningFunctions host = await folder.StartAsync($"audit-notification-url={receiver.Url}", "audit-notification-username=me", "audit-notification-password=pass-word");
        await AuditedFolder.WriteAsync(host, 3);

        (int first, string[] lines) = await AuditedFolder.AuditAsync(host);
        (int second, _) = await AuditedFolder.AuditAsync(host, isPastDue: true);

        Assert.Equal((200, 200), (first, second));
        Assert.Contains("passed. 3 entries", AuditedFolder.OfDefaultdb(lines), StringComparison.Ordinal);
        Assert.Contains(host.Log.All, l => l.Contains(" 7001 ", StringComparison.Ordinal));
        Assert.Equal(2, folder.Verdicts().Length);

        // The first had nothing to compare with: only the second was a check of what was remembered.
        AuditNotification told = Assert.Single(receiver.Received);
        Assert.False(told.Tampered);
        Assert.Equal("me", told.Username);
        Assert.Equal(2ul, told.PreviousRoot.Index);
        Assert.DoesNotContain(host.Log.All, l => l.Contains("pass-word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Timer_ValueChangedWhileTheHostRuns_FailsEachTimeUntilItIsRestored()
    {
        using var folder = new AuditedFolder();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using RunningFunctions host = await folder.StartAsync($"audit-notification-url={receiver.Url}");
        using var results = new MeasuredResults();
        await AuditedFolder.WriteAsync(host, 3);
        await AuditedFolder.AuditAsync(host);
        folder.FlipLast();

        (int status, string[] lines) = await AuditedFolder.AuditAsync(host);
        await AuditedFolder.AuditAsync(host);
        folder.FlipLast();
        (_, string[] restored) = await AuditedFolder.AuditAsync(host);

        // The run succeeded: what it found is told otherwise.
        Assert.Equal(200, status);
        Assert.Contains("FAILED", AuditedFolder.OfDefaultdb(lines), StringComparison.Ordinal);
        string[] errors = [.. host.Log.From(LogLevel.Error).Where(l => l.Contains(" 7002 ", StringComparison.Ordinal))];
        Assert.Equal(2, errors.Length);
        Assert.All(errors, e => Assert.Contains("entry 2", e, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.All, l => l.Contains("secret-value", StringComparison.Ordinal) || l.Contains("key-2", StringComparison.Ordinal));
        Assert.Contains("passed", AuditedFolder.OfDefaultdb(restored), StringComparison.Ordinal);
        Assert.Equal([true, true, false], receiver.Received.Select(r => r.Tampered));
        Assert.All(receiver.Received, r => Assert.Equal(2ul, r.PreviousRoot.Index));
        Assert.Equal([1, 0, 0, 1], results.All);
    }

    [Fact]
    public async Task Timer_FilePutInThePlaceOfASegmentThatIsOpen_IsTheOneAudited()
    {
        using var folder = new AuditedFolder();
        await using RunningFunctions host = await folder.StartAsync();
        await AuditedFolder.WriteAsync(host, 3);
        await AuditedFolder.AuditAsync(host);
        string aside = folder.Segment + "-aside";
        File.Move(folder.Segment, aside);
        File.Copy(aside, folder.Segment);
        folder.FlipLast();

        (_, string[] replaced) = await AuditedFolder.AuditAsync(host);
        File.Move(aside, folder.Segment, overwrite: true);
        (_, string[] restored) = await AuditedFolder.AuditAsync(host);

        Assert.Contains("entry 2", AuditedFolder.OfDefaultdb(replaced), StringComparison.Ordinal);
        Assert.Contains("passed", AuditedFolder.OfDefaultdb(restored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_LedgerThatDoesNotOpen_IsAuditedAllTheSame()
    {
        using var folder = new AuditedFolder();
        await using (RunningFunctions before = await folder.StartAsync())
        {
            await AuditedFolder.WriteAsync(before, 3);
            await AuditedFolder.AuditAsync(before);
        }

        folder.FlipLast();
        await using RunningFunctions host = await folder.StartAsync();

        (int status, string[] lines) = await AuditedFolder.AuditAsync(host);

        Assert.Equal(200, status);
        Assert.Contains("FAILED", AuditedFolder.OfDefaultdb(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_AuditStoreThatCannotBeUsed_IsAFailedRun()
    {
        using var folder = new AuditedFolder();
        string file = folder.Ledger + "-file";
        await File.WriteAllTextAsync(file, "no folder", TestContext.Current.CancellationToken);
        await using RunningFunctions host = await folder.StartAsync($"audit-store={file}");

        (int status, string[] lines) = await AuditedFolder.AuditAsync(host);

        Assert.Equal(500, status);
        Assert.NotEmpty(lines);
    }

    [Fact]
    public async Task Timer_WebhookThatRefuses_IsLoggedOnly()
    {
        using var folder = new AuditedFolder();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        receiver.Status = 500;
        await using RunningFunctions host = await folder.StartAsync($"audit-notification-url={receiver.Url}");
        await AuditedFolder.WriteAsync(host, 1);
        await AuditedFolder.AuditAsync(host);

        (int status, _) = await AuditedFolder.AuditAsync(host);

        Assert.Equal(200, status);
        Assert.Single(receiver.Received);
        Assert.Contains(host.Log.All, l => l.Contains(" 7006 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Auditor_ManyAtOnce_AllPassAndNoneIsLost()
    {
        using var folder = new AuditedFolder();
        await using RunningFunctions host = await folder.StartAsync();
        await AuditedFolder.WriteAsync(host, 5);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AuditorTimer.AuditAsync(host.Backend, null, TestContext.Current.CancellationToken)));

        Assert.Equal(8, folder.Verdicts().Length);
        Assert.All(folder.Verdicts(), v => Assert.Contains("\"outcome\":\"passed\"", v, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_AloneWithAudit_AuditsByItself()
    {
        using var folder = new AuditedFolder();
        await using RunningFunctions host = await RunningFunctions.StartAsync("store=folder", $"dir={folder.Ledger}", "audit=true", "audit-interval=1");

        while (!host.Log.All.Any(l => l.Contains(" 7001 ", StringComparison.Ordinal)))
            await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Empty(host.Log.From(LogLevel.Error));
    }

    // The gauge's values for any defaultdb while it lives: whoever audits is in this collection.
    private sealed class MeasuredResults : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<int> _all = [];

        public MeasuredResults()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "immufunctions.audit.result")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
            {
                if (tags.ToArray().Contains(new KeyValuePair<string, object?>("database", "defaultdb")))
                    _all.Add(value);
            });
            _listener.Start();
        }

        public IReadOnlyList<int> All => _all;

        public void Dispose() => _listener.Dispose();
    }
}
