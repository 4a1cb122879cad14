using ImmuFunctions.Simulator.Checking;
using Xunit;

namespace ImmuFunctions.Simulation.Tests.Checking;

/// <summary>Histories that are false are found out, and true ones are not.</summary>
public sealed class HistoryCheckTests
{
    private readonly ForgedRun _run = new();

    [Fact]
    public void Faults_AllIsAsItShouldBe_AreNone()
    {
        _run.Write(1, WriteOutcome.Acknowledged, firstIndex: 0);
        _run.Write(2, WriteOutcome.Unknown);
        _run.Write(3, WriteOutcome.Unknown);
        _run.Write(4, WriteOutcome.Refused);
        _run.Write(5, WriteOutcome.Acknowledged, firstIndex: 2);
        _run.Land(("k", ForgedRun.Value(1)));
        _run.Land(("k", ForgedRun.Value(3)), ("k", ForgedRun.Value(5)));
        _run.Read(3);

        Assert.Empty(_run.Faults);
        Assert.Equal((1, 1), (_run.Tally.UnknownWritten, _run.Tally.UnknownNotWritten));
    }

    [Fact]
    public void Faults_AcknowledgedBatchIsNotInTheLog_AreFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged);

        Assert.Contains("is not in the log", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_BatchIsThereTwice_AreFound()
    {
        _run.Write(1, WriteOutcome.Unknown);
        _run.Land(("k", ForgedRun.Value(1)));
        _run.Land(("k", ForgedRun.Value(1)));

        Assert.Contains("2 times", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_BatchIsElsewhereThanAcknowledged_AreFound()
    {
        _run.Write(1, WriteOutcome.Unknown);
        _run.Write(2, WriteOutcome.Acknowledged, firstIndex: 0);
        _run.Land(("k", ForgedRun.Value(1)), ("k", ForgedRun.Value(2)));

        Assert.Contains("acknowledged at 0 and is in the log at 1", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_RefusedBatchIsThere_AreFound()
    {
        _run.Write(1, WriteOutcome.Refused);
        _run.Land(("k", ForgedRun.Value(1)));

        Assert.Contains("was refused and is in the log", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_RepeatIsAnsweredWithAnotherPlace_AreFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged, firstIndex: 0);
        _run.Again(1, WriteOutcome.Acknowledged, firstIndex: 1);
        _run.Land(("k", ForgedRun.Value(1)));

        Assert.Contains(_run.Faults, f => f.Contains("acknowledged at 1 and is in the log at 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Faults_BatchIsTorn_AreFound()
    {
        _run.History.Writes.Add(new WriteRecord(1, ["k", "k"], [ForgedRun.Value(1, 0, 2), ForgedRun.Value(1, 1, 2)]));
        _run.Again(1, WriteOutcome.Acknowledged);
        _run.Land(("k", ForgedRun.Value(1, 0, 2)));
        _run.Land(("k", ForgedRun.Value(1, 1, 2)));

        Assert.Contains("torn", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_SnapshotLacksWhatWasAcknowledgedBefore_AreFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged);
        _run.Read(0);
        _run.Land(("k", ForgedRun.Value(1)));

        Assert.Contains("a snapshot", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_SnapshotLacksWhatAnotherHasSeenBefore_AreFound()
    {
        _run.Write(1, WriteOutcome.Unknown);
        _run.Land(("k", ForgedRun.Value(1)));
        _run.Read(1);
        _run.Read(0);

        Assert.Contains("a snapshot", Assert.Single(_run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_BatchComesBeforeOneThatWasAcknowledgedWhenItBegan_AreFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged, firstIndex: 1);
        _run.Write(2, WriteOutcome.Acknowledged, firstIndex: 0);
        _run.Land(("k", ForgedRun.Value(2)), ("k", ForgedRun.Value(1)));

        Assert.Contains(_run.Faults, f => f.StartsWith("batch 2,", StringComparison.Ordinal));
    }
}
