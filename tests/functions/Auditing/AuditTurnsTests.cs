using ImmuFunctions.Functions.Auditing;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Auditing;

public sealed class AuditTurnsTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(3);

    private readonly Clock _clock = new();
    private readonly AuditTurns _turns = new();

    [Fact]
    public void TryNext_TimeIsUp_TheNextRunGoesOnThere()
    {
        TimeSpan third = Most / 3;

        Assert.Equal(["a", "b", "c"], Run(third, "a", "b", "c", "d", "e"));
        Assert.Equal(["d", "e", "a"], Run(third, "a", "b", "c", "d", "e"));
        Assert.Equal(["b", "c", "d"], Run(third, "a", "b", "c", "d", "e"));
    }

    [Fact]
    public void TryNext_TheOneItStoppedAtIsGone_GoesOnBehindIt()
    {
        Run(Most / 2, "a", "b", "c");

        Assert.Equal(["d", "a"], Run(Most / 2, "a", "b", "d"));
    }

    [Fact]
    public void TryNext_AllHadTheirTurn_TheNextRunBeginsAnew()
    {
        Run(TimeSpan.Zero, "a", "b");

        Assert.Equal(["a", "b"], Run(TimeSpan.Zero, "a", "b"));
    }

    [Fact]
    public void TryNext_ATurnTakesAllThereIs_OthersHaveTheirsNext()
    {
        Assert.Equal(["a"], Run(2 * Most, "a", "b"));
        Assert.Equal(["b"], Run(2 * Most, "a", "b"));
    }

    [Fact]
    public void TryNext_WithoutALimit_EachHasAsMuchAsOneMayTake()
    {
        _turns.Begin(["a", "b"], null, Most, _clock);
        _turns.TryNext(out _, out TimeSpan first);
        _clock.Pass(10 * Most);

        Assert.True(_turns.TryNext(out _, out TimeSpan second));
        Assert.Equal((Most, Most), (first, second));
    }

    [Fact]
    public void TryNext_Two_LeavesTheOtherTheLeastShare()
    {
        _turns.Begin(["a", "b"], Most, Most, _clock);
        _turns.TryNext(out _, out TimeSpan first);

        Assert.Equal(Most - AuditTurns.LeastShare, first);
    }

    [Fact]
    public void TryNext_AThousand_NoneHasLessThanTheLeastShare()
    {
        _turns.Begin([.. Enumerable.Range(0, 1000).Select(i => $"db{i}")], Most, Most, _clock);
        _turns.TryNext(out _, out TimeSpan first);

        Assert.Equal(AuditTurns.LeastShare, first);
    }

    private List<string> Run(TimeSpan each, params string[] names)
    {
        _turns.Begin(new SortedSet<string>(names, StringComparer.Ordinal), Most, Most, _clock);
        var had = new List<string>();
        while (_turns.TryNext(out string? database, out _))
        {
            had.Add(database);
            _clock.Pass(each);
        }

        return had;
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Pass(TimeSpan time) => _now += time;
    }
}
