using System.Globalization;
using ImmuFunctions.Ledger;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Simulator.World;

/// <summary>A place where a host runs: started again whenever its process has ended, until the world ends.</summary>
internal sealed class Site(SimulationContext context, int number)
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(5);

    private int _starts;
    private bool _isClosed;
    private bool _stopAsked;

    /// <summary>The process that runs, starts or stops here; null between two.</summary>
    public VirtualProcess? Process { get; private set; }

    public CloudClient? Connection { get; private set; }

    /// <summary>Serves calls; null while it does not.</summary>
    public LedgerEngine? Engine { get; private set; }

    public string Name => $"h{number}";

    /// <summary>Starts processes, one after the other.</summary>
    public async Task RunAsync()
    {
        while (!_isClosed)
        {
            await LiveAsync();
            (Engine, Process) = (null, null);
            if (!_isClosed)
                await context.DelayAsync(context.IsCalm ? TimeSpan.FromMilliseconds(100) : context.DrawAround(TimeSpan.FromSeconds(1)));
        }
    }

    public void Kill()
    {
        if (Process is not { IsDead: false } process)
            return;
        context.Tally.Count(Fault.Death);
        if (Connection!.IsUploading)
            context.Tally.Count(Fault.DeathInUpload);
        if (Connection.AnswersUnderWay > 0)
            context.Tally.Count(Fault.DeathAfterEffect);
        context.Note(process.Name, "dies");
        Engine = null;
        process.Die();
    }

    /// <summary>Lets the process end in order, and another begin.</summary>
    public async Task StopAsync()
    {
        if (Process is not { IsDead: false } process || Engine is not { } engine || _stopAsked)
            return;
        _stopAsked = true;
        if (!context.IsStormOver)
            context.Tally.Count(Fault.Stop);
        context.Note(process.Name, "stops");
        Engine = null;
        var disposed = new TaskCompletionSource();
        process.Deliver(() => _ = DisposeAsync(engine, disposed));
        try
        {
            await disposed.Task.WaitAsync(LongestStop, context.Time, process.Death);
            context.Note(process.Name, "has stopped");
        }
        catch (OperationCanceledException) when (process.IsDead)
        {
            return;
        }
        catch (TimeoutException)
        {
            if (context.IsCalm || !process.IsPaused)
                context.Verdict.Report($"{process.Name} did not stop within {LongestStop}");
        }

        process.Die();
    }

    /// <summary>No further process is started.</summary>
    public void Close() => _isClosed = true;

    private async Task LiveAsync()
    {
        var process = new VirtualProcess(context.Driver, string.Create(CultureInfo.InvariantCulture, $"{Name}.{++_starts}"));
        var connection = new CloudClient(context.Network, process, context.Plan.MaxAppendBytes);
        (Process, Connection, _stopAsked) = (process, connection, false);
        context.Index.Begin(process);
        context.Note(process.Name, "starts");
        try
        {
            Engine = await LedgerEngine.OpenAsync(connection, Options(process), NullLoggerFactory.Instance, CancellationToken.None).WaitAsync(process.Death);
            if (process.IsDead)
                return;
            context.Note(process.Name, "serves");
        }
        catch (OperationCanceledException) when (process.IsDead)
        {
            return;
        }
        catch (LedgerException e)
        {
            context.Note(process.Name, $"does not start: {e.Message}");
            Judge(e);
            process.Die();
            return;
        }

        var died = new TaskCompletionSource();
        await using (process.Death.Register(died.SetResult))
            await died.Task;
    }

    /// <summary>What an error of this host means: it is allowed, or a fault, or asks for something to be done.</summary>
    public void Judge(LedgerException error)
    {
        bool isAllowed = error.Kind == LedgerErrorKind.Unavailable || context.Lost.Explains(error);
        if (context.IsCalm || !isAllowed)
            context.Verdict.Report($"{Process?.Name ?? Name} failed{(context.IsCalm ? " though nothing is wrong any more" : "")}: {error.Kind}, {error.Message}");
        if (error.Kind == LedgerErrorKind.Corrupt)
            context.MustDeleteIndex |= error.Message.Contains("Delete the folder", StringComparison.Ordinal);
        else if (error.Message.Contains("restart", StringComparison.Ordinal) && !_stopAsked)
            _ = StopAsync();
    }

    private LedgerOptions Options(VirtualProcess process) => new()
    {
        SliceEntries = context.Plan.SliceEntries,
        SegmentFrames = context.Plan.SegmentFrames,
        GroupEntries = context.Plan.GroupEntries,
        CacheBytes = context.Plan.CacheBytes,
        RunGrace = context.Plan.RunGrace,
        ValueIndex = context.Plan.HasValues ? true : null,
        Time = new VirtualTime(context.Driver, process),
        Jitter = context.Chance.NextDouble,
        NewBatchId = () => new UInt128((ulong)context.Chance.NextInt64(), (ulong)context.Chance.NextInt64()),
    };

    private static async Task DisposeAsync(LedgerEngine engine, TaskCompletionSource disposed)
    {
        await engine.DisposeAsync();
        disposed.SetResult();
    }
}
