using Google.Protobuf.WellKnownTypes;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>The ledger a gateway stands in front of, and what is remembered of it.</summary>
internal sealed class RemoteLedger : IDisposable
{
    /// <summary>Where the roots are, in the gateway's folder.</summary>
    public const string RootsFileName = "trusted-roots";

    // Well above what one answer of a ledger of ours may hold.
    private const int MaxReceiveBytes = 128 << 20;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(5);

    private readonly GrpcChannel _channel;
    private readonly GrpcInvoker _quick;
    private readonly FileTrustedRoots _roots;
    private readonly Uri _address;

    public RemoteLedger(GatewayOptions options)
    {
        _address = options.Ledger;
        _channel = new GrpcChannel(options.Ledger, new GrpcChannelOptions { Tls = options.Tls, MaxReceiveBytes = MaxReceiveBytes, ConnectTimeout = ReadyLimit });
        _quick = new GrpcInvoker(_channel, ReadyLimit, TimeProvider.System);
        _roots = new FileTrustedRoots(Path.Combine(options.Directory, RootsFileName));
        Rpcs = new GrpcInvoker(_channel, TimeLimit, TimeProvider.System);
    }

    /// <summary>Its rpcs, as it answers them.</summary>
    public IRpcInvoker Rpcs { get; }

    /// <summary>What is remembered of it.</summary>
    public ITrustedRoots Roots => _roots;

    /// <summary>Asks whether it is up.</summary>
    /// <exception cref="LedgerException">Unavailable: it does not say so within 5 s.</exception>
    public async Task RequireReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _quick.UnaryAsync(ImmuService.Descriptor.FindMethodByName("Health"), new Empty(), new RpcCall(cancellationToken) { IsLocal = true });
        }
        catch (RpcException e)
        {
            throw new LedgerException(LedgerErrorKind.Unavailable, $"the ledger at {this} does not answer: {e.Message}", e);
        }
    }

    /// <summary>The address.</summary>
    public override string ToString() => _address.GetLeftPart(UriPartial.Authority);

    public void Dispose()
    {
        _channel.Dispose();
        _roots.Dispose();
    }
}
