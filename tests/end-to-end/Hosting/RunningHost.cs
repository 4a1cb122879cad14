namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>One host over an empty folder for all tests of a class, with a connection that is logged in.</summary>
public sealed class RunningHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;
    private Session? _session;

    internal HostProcess Host => _host!;

    internal Session Session => _session!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _host = await HostProcess.StartAsync(_folder.Path);
        _session = await Session.OpenAsync(_host.Address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _session?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }
}
