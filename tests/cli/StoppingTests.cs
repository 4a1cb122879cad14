using ImmuFunctions.Cli.Output;
using Xunit;

namespace ImmuFunctions.Cli.Tests;

/// <summary>Commands that are told to stop, or whose reader has gone.</summary>
public sealed class StoppingTests : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new();
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await ServedLedger.StartAsync();
        _terminal.Variables["IMMU_SERVER"] = _ledger.Address();
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _terminal.Dispose();
    }

    [Theory, InlineData("set", "k", "-"), InlineData("shell")]
    public async Task Commands_WaitingForTheInput_CanBeStopped(params string[] command)
    {
        using var input = new SilentStream();
        using var stopping = new CancellationTokenSource();

        Task<int> running = ImmuProgram.RunAsync(command, _terminal.Terminal() with { Input = input }, stopping.Token);
        await input.Asked.WaitAsync(TestContext.Current.CancellationToken);
        await stopping.CancelAsync();

        Assert.Equal(Failure.Stopped, await running);
        Assert.Equal("error: stopped\n", _terminal.Error);
    }

    [Fact]
    public async Task Login_WithControlC_IsStopped()
    {
        using var terminal = new TestTerminal { IsTerminal = true };
        terminal.Variables["IMMU_SERVER"] = _ledger.Address();
        terminal.Press(new ConsoleKeyInfo('p', ConsoleKey.P, false, false, false), new ConsoleKeyInfo('\u0003', ConsoleKey.C, false, false, true));

        Assert.Equal(Failure.Stopped, await terminal.RunAsync("login"));
        Assert.Contains("error: stopped", terminal.Error);
        Assert.False(File.Exists(terminal.Home["token"]));
    }

    // 'immu scan | head -1': nothing more is asked of the ledger, and nothing is said.
    [Theory, InlineData("scan"), InlineData("scan", "--output", "table"), InlineData("scan", "--output", "json"), InlineData("export"), InlineData("--help"), InlineData("completion", "bash")]
    public async Task Commands_WhoseReaderHasGone_EndQuietlyAndNotAsIfAllWasDone(params string[] command)
    {
        await _terminal.RunAsync("set", "k", "v");
        _terminal.Clear();
        using var output = new PipedOutput(new GoneReader());

        Assert.Equal(Failure.Stopped, await ImmuProgram.RunAsync(command, _terminal.Terminal() with { Output = output }, TestContext.Current.CancellationToken));
        Assert.Empty(_terminal.Error);
    }

    [Fact]
    public async Task Dump_ThatFails_LeavesNoFile()
    {
        await using ServedLedger guarded = await ServedLedger.StartAsync("Passw0rd!");
        string file = _terminal.Home["ledger.bkp"];

        Assert.NotEqual(0, await _terminal.RunAsync("dump", file, "--server", guarded.Address()));
        Assert.Empty(Directory.GetFiles(_terminal.Home.Path, "ledger.bkp*"));
    }

    [Fact]
    public async Task Dump_OverAFile_EndsWith6AndKeepsIt()
    {
        string file = _terminal.Home["ledger.bkp"];
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);

        Assert.Equal(6, await _terminal.RunAsync("dump", file));
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    /// <summary>An input that nobody types.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _end = new();

        /// <summary>Ends when somebody waits for it.</summary>
        public Task Asked => _asked.Task;

        public override int Read(byte[] buffer, int offset, int count) => Wait();

        public override int Read(Span<byte> buffer) => Wait();

        public override void CopyTo(Stream destination, int bufferSize) => Wait();

        private int Wait()
        {
            _asked.TrySetResult();
            _end.Wait();
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }

    private sealed class GoneReader : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");
    }
}
