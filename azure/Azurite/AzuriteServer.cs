using System.Diagnostics;
using System.Globalization;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.Azurite;

/// <summary>Azurite's blob service as a process of its own, on 127.0.0.1: Azure's blobs on a machine without Azure.</summary>
/// <remarks>
/// <para>Azurite writes its tables of contents a few seconds late, so a process that is killed loses appends that it has acknowledged. It is therefore asked to stop
/// (SIGTERM) and waited for; it also stops in that way when the process that started it ends, in whatever way.</para>
/// <para>It is for development and tests: one thread, and a known key.</para>
/// </remarks>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>The version that is fetched where none is installed.</summary>
    public const string Version = AzuriteInstallation.Version;

    private const string Account = "devstoreaccount1";

    // Azurite's own, documented, and the same everywhere.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Listening = "successfully listens on ";

    // Its standard input is a pipe from this process, and ends when this process does: then node sends itself the signal. The script is its first argument, where it would stand without this.
    private const string Bootstrap = "process.stdin.on('end',()=>process.listenerCount('SIGTERM')?process.emit('SIGTERM'):process.exit(0)).resume();require(process.argv[1])";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string? _temporary;
    private readonly ProcessOutput _output;
    private int _disposed;

    private AzuriteServer(Process process, string? temporary)
    {
        (_process, _temporary) = (process, temporary);
        ProcessId = process.Id;
        _output = new ProcessOutput(process, Listening);
    }

    /// <summary>Where its blob service listens.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Names this server to every client of Azure's storage.</summary>
    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={Endpoint}{Account};";

    /// <summary>Of the node process.</summary>
    public int ProcessId { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="LedgerException">Unavailable: Node.js or npm is missing, the port is taken, or it did not come up. The message says which.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        if (options is { InMemory: true, Folder: not null })
            throw new ArgumentException("blobs are kept either in memory or in a folder", nameof(options));
        (string node, string script) = await new AzuriteInstallation(options).FindAsync(cancellationToken).ConfigureAwait(false);
        string? temporary = options.Folder is null ? Directory.CreateTempSubdirectory("azurite-").FullName : null;
        string folder = temporary ?? Directory.CreateDirectory(options.Folder!).FullName;
        var start = new ProcessStartInfo(node)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            ArgumentList =
            {
                "-e", Bootstrap, "--", script, "--silent", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobHost", "127.0.0.1", "--blobPort", options.Port.ToString(CultureInfo.InvariantCulture),
            },
        };
        foreach (string argument in options.InMemory ? (string[])["--inMemoryPersistence"] : ["--location", folder])
            start.ArgumentList.Add(argument);

        var server = new AzuriteServer(Process.Start(start)!, temporary);
        try
        {
            server.Endpoint = await server.ListeningAsync(options.Port, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks it to stop, waits until all it has acknowledged is on the disk, and removes its folder if that is temporary.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _process.Dispose();
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }

    private async Task<Uri> ListeningAsync(int port, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        string? line;
        try
        {
            line = await _output.Awaited.WaitAsync(timeout.Token).ConfigureAwait(false);
            if (line is null)
                await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"Azurite did not come up within {StartTimeout.TotalSeconds} seconds: {_output}");
        }

        if (line is not null)
            return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
        string printed = _output.ToString();
        throw Failed(printed.Contains("EADDRINUSE", StringComparison.Ordinal)
            ? $"Azurite cannot listen on 127.0.0.1:{port}: the port is taken. Stop who has it, or choose another"
            : $"Azurite ended with exit code {_process.ExitCode} instead of coming up: {printed}");
    }

    private static LedgerException Failed(string message) => new(LedgerErrorKind.Unavailable, message);
}
