using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Immudb.Schema;
using ImmuFunctions.Service.Telemetry;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Telemetry;

/// <summary>What rpcs tell of themselves. Other tests of this process run meanwhile: only this one's spans are looked at, by their parent.</summary>
public sealed class RpcTelemetryTests
{
    [Fact]
    public async Task Call_WithAListener_HasASpanWithNameAndOutcome()
    {
        using var listening = new Listening();
        await using TestServer server = await TestServer.OpenAsync();

        await server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", new KeyValue { Key = Bytes.Of("k"), Value = Bytes.Of("v") });
        await Assert.ThrowsAnyAsync<Exception>(() => server.CallAsync<Key, Item>("Get", new Key { Key_ = Bytes.Of("absent") }));

        Assert.Equal(["Set Ok Unset", "Get NotFound Error"], listening.Spans);
        Assert.Equal(["Set Ok", "Get NotFound"], listening.Durations);
    }

    [Fact]
    public async Task Call_WithAListener_TellsNothingOfWhatWasSent()
    {
        using var listening = new Listening();
        await using TestServer server = await TestServer.OpenAsync();

        await server.CallAsync<KeyValue, Immudb.Schema.Index>("Set", new KeyValue { Key = Bytes.Of("the-key"), Value = Bytes.Of("the-value") });
        await Assert.ThrowsAnyAsync<Exception>(() => server.CallAsync<Key, Item>("Get", new Key { Key_ = Bytes.Of("the-key-that-is-absent") }));

        Assert.DoesNotContain(listening.Texts, text => text.Contains("the-", StringComparison.Ordinal));
        Assert.Equal(["immudb.schema.ImmuService"], listening.Services.Distinct());
    }

    private sealed class Listening : IDisposable
    {
        private readonly ActivityListener _spans;
        private readonly MeterListener _durations = new();
        private readonly Activity _parent = new Activity("test").Start();
        private readonly ConcurrentQueue<Activity> _ended = new();
        private readonly ConcurrentQueue<string> _measured = new();

        public Listening()
        {
            _spans = new ActivityListener
            {
                ShouldListenTo = source => source.Name == RpcTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = span =>
                {
                    if (span.TraceId == _parent.TraceId)
                        _ended.Enqueue(span);
                },
            };
            ActivitySource.AddActivityListener(_spans);
            _durations.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == RpcTelemetry.DurationName)
                    listener.EnableMeasurementEvents(instrument);
            };
            _durations.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                // Told on the caller's thread, while the span is not yet ended.
                if (Activity.Current?.TraceId == _parent.TraceId)
                    _measured.Enqueue(string.Join(' ', tags.ToArray().Skip(1).Select(tag => tag.Value)));
            });
            _durations.Start();
        }

        public IEnumerable<string> Spans => _ended.Select(span => $"{span.DisplayName} {span.GetTagItem("rpc.response.status_code")} {span.Status}");

        public IEnumerable<string> Durations => _measured;

        public IEnumerable<string> Services => _ended.Select(span => $"{span.GetTagItem("rpc.service")}");

        public IEnumerable<string> Texts =>
            _ended.SelectMany(span => span.TagObjects.Select(tag => $"{tag}").Append($"{span.StatusDescription} {span.DisplayName}")
                .Concat(span.Events.SelectMany(e => e.Tags.Select(tag => $"{tag}")))).Concat(_measured);

        public void Dispose()
        {
            _spans.Dispose();
            _durations.Dispose();
            _parent.Dispose();
        }
    }
}
