using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client.Reading;

/// <summary>Turns the messages that an rpc pushes into ones that a reader pulls; the ledger waits for a slow reader.</summary>
internal static class PulledStream
{
    // One is read while the next comes.
    private const int Ahead = 2;

    /// <exception cref="Protocol.Grpc.RpcException">While iterating: the call failed.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IRpcInvoker rpcs, MethodDescriptor rpc, IMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : IMessage
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var messages = Channel.CreateBounded<T>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        Task pushing = PushAsync(rpcs, rpc, request, messages.Writer, stop.Token);
        try
        {
            while (await messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (messages.Reader.TryRead(out T? message))
                    yield return message;
            }
        }
        finally
        {
            // A reader who leaves early ends the call.
            await stop.CancelAsync().ConfigureAwait(false);
            await pushing.ConfigureAwait(false);
        }
    }

    // Whatever it ends with is for the reader.
    private static async Task PushAsync<T>(IRpcInvoker rpcs, MethodDescriptor rpc, IMessage request, ChannelWriter<T> messages, CancellationToken stop)
        where T : IMessage
    {
        try
        {
            await rpcs.StreamAsync(rpc, request, message => messages.WriteAsync((T)message, stop), new RpcCall(stop) { IsLocal = true }).ConfigureAwait(false);
            messages.Complete();
        }
        catch (Exception e)
        {
            messages.Complete(e);
        }
    }
}
