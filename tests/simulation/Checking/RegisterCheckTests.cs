using ImmuFunctions.Simulator.Checking;
using Xunit;

namespace ImmuFunctions.Simulation.Tests.Checking;

/// <summary>Histories of one key, judged without any index.</summary>
public sealed class RegisterCheckTests
{
    private readonly ForgedRun _run = new();

    private string? Fault => RegisterCheck.Fault("k", _run.History, _run.Tally);

    [Fact]
    public void Fault_ReadsOfWritesOneAfterTheOther_IsNone()
    {
        _run.Read(0);
        _run.Write(1, WriteOutcome.Acknowledged);
        _run.Read(1, ForgedRun.Value(1));
        _run.Write(2, WriteOutcome.Acknowledged);
        _run.Read(2, ForgedRun.Value(2));

        Assert.Null(Fault);
    }

    [Fact]
    public void Fault_ReadsDuringWritesSeeEither_IsNone()
    {
        _run.Write(1, WriteOutcome.Acknowledged, from: 1, to: 10);
        _run.Write(2, WriteOutcome.Acknowledged, from: 2, to: 11);
        _run.Read(0, null, from: 3, to: 4);
        _run.Read(1, ForgedRun.Value(2), from: 5, to: 6);
        _run.Read(2, ForgedRun.Value(1), from: 7, to: 12);

        Assert.Null(Fault);
    }

    [Fact]
    public void Fault_ReadOfAnOldValueAfterANewOneWasAcknowledged_IsFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged);
        _run.Write(2, WriteOutcome.Acknowledged);
        _run.Read(1, ForgedRun.Value(1));

        Assert.NotNull(Fault);
    }

    [Fact]
    public void Fault_ReadOfNothingAfterAWrite_IsFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged);
        _run.Read(0);

        Assert.NotNull(Fault);
    }

    [Fact]
    public void Fault_TwoReadersSeeWritesInOppositeOrders_IsFound()
    {
        _run.Write(1, WriteOutcome.Acknowledged, from: 1, to: 20);
        _run.Write(2, WriteOutcome.Acknowledged, from: 2, to: 21);
        _run.Read(1, ForgedRun.Value(1), from: 3, to: 4);
        _run.Read(1, ForgedRun.Value(2), from: 5, to: 6);
        _run.Read(1, ForgedRun.Value(1), from: 7, to: 8);

        Assert.NotNull(Fault);
    }

    [Fact]
    public void Fault_UnknownWriteIsSeenLate_IsNone()
    {
        _run.Write(1, WriteOutcome.Unknown, from: 1, to: 2);
        _run.Read(0, null, from: 3, to: 4);
        _run.Read(1, ForgedRun.Value(1), from: 5, to: 6);

        Assert.Null(Fault);
    }

    [Fact]
    public void Fault_UnknownWriteIsSeenAndGoneAgain_IsFound()
    {
        _run.Write(1, WriteOutcome.Unknown, from: 1, to: 2);
        _run.Read(1, ForgedRun.Value(1), from: 3, to: 4);
        _run.Read(0, null, from: 5, to: 6);

        Assert.NotNull(Fault);
    }

    [Fact]
    public void Fault_ValueThatNobodyWrote_IsFound()
    {
        _run.Read(1, "from nowhere");

        Assert.NotNull(Fault);
    }

    [Fact]
    public void Fault_OfAnotherKey_IsNone()
    {
        _run.Write(1, WriteOutcome.Acknowledged, key: "other");
        _run.Read(0);

        Assert.Null(Fault);
    }

    [Fact]
    public void Fault_ManyWritesAtOnce_IsSearchedToTheEnd()
    {
        for (int batch = 1; batch <= 12; batch++)
            _run.Write(batch, WriteOutcome.Acknowledged, from: batch, to: 1000 + batch);
        for (int batch = 1; batch <= 12; batch++)
            _run.Read(batch, ForgedRun.Value(13 - batch), from: 100 + (2 * batch), to: 101 + (2 * batch));

        Assert.Null(Fault);
        Assert.Equal(0, _run.Tally.SearchesGivenUp);
    }
}
