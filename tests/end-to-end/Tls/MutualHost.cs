using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>One host for all tests of a class that lets in the clients of one authority.</summary>
public sealed class MutualHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    internal Certificates Certificates { get; } = new();

    internal HostProcess Host => _host!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Certificates.InitializeAsync();
        _host = await HostProcess.StartAsync(
            _folder.Path,
            Credentials.Trust(Certificates.Root.Certificate, Certificates.Client),
            Certificates.HostFlags);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        await Certificates.DisposeAsync();
        _folder.Dispose();
    }
}
