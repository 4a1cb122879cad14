using System.Diagnostics;
using System.Runtime.CompilerServices;
using ImmuFunctions.Client.Telemetry;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>Stands around each method of a client: measures it, and says in the client's own exceptions what went wrong.</summary>
/// <param name="connection">Whose.</param>
/// <param name="database">Name of the database.</param>
/// <param name="signed">Has to be fresh before a verified answer is given.</param>
internal sealed class Guard(SharedConnection connection, string database, SignedRoots signed)
{
    // What the verified calls say of a proof that is of another entry than the one sent; servers never say it.
    private const string MismatchText = "proof does not match the given item";

    private static readonly VerificationFault Mismatch = new(VerificationCheck.Leaf, "a proof of the entry that was sent", "a proof of another");

    /// <summary>Stands around an operation.</summary>
    public Task<T> RunAsync<T>(string operation, Func<Task<T>> body) => RunAsync(connection, database, operation, body);

    /// <summary>Stands around an operation whose answer is verified.</summary>
    public Task<T> RunVerifiedAsync<T>(string operation, Func<Task<T>> body, CancellationToken cancellationToken) => RunAsync(connection, database, operation, async () =>
    {
        T answer = await body().ConfigureAwait(false);
        Require(await signed.RefreshAsync(cancellationToken).ConfigureAwait(false));
        return answer;
    });

    /// <summary>Stands around an operation that gives one item after the other.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string operation, bool isVerified, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Activity? activity = ClientTelemetry.Activities.StartActivity(operation, ActivityKind.Client);
        long start = Stopwatch.GetTimestamp();
        string outcome = "abandoned";
        IAsyncEnumerator<T> each = items.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await each.MoveNextAsync().ConfigureAwait(false))
                    {
                        outcome = "ok";
                        break;
                    }

                    if (isVerified)
                        Require(await signed.RefreshAsync(cancellationToken).ConfigureAwait(false));
                }
                catch (Exception e)
                {
                    outcome = OutcomeOf(e);
                    activity?.SetStatus(ActivityStatusCode.Error, outcome);
                    if (Translate(connection, database, operation, e) is { } own)
                        throw own;
                    throw;
                }

                yield return each.Current;
            }
        }
        finally
        {
            Measure(operation, outcome, start);
            await each.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stands around an operation of a client that is not there yet.</summary>
    public static async Task<T> RunAsync<T>(SharedConnection connection, string database, string operation, Func<Task<T>> body)
    {
        using Activity? activity = ClientTelemetry.Activities.StartActivity(operation, ActivityKind.Client);
        long start = Stopwatch.GetTimestamp();
        string outcome = "ok";
        try
        {
            return await body().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            outcome = OutcomeOf(e);
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            if (Translate(connection, database, operation, e) is { } own)
                throw own;
            throw;
        }
        finally
        {
            Measure(operation, outcome, start);
        }
    }

    /// <exception cref="VerificationException">There is a fault.</exception>
    public static void Require(VerificationFault? fault)
    {
        if (fault is not null)
            throw new VerificationException(fault);
    }

    private static void Measure(string operation, string outcome, long start)
    {
        if (ClientTelemetry.Duration.Enabled)
            ClientTelemetry.Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("operation", operation), new("outcome", outcome));
    }

    private static string OutcomeOf(Exception e) => e switch
    {
        VerificationException or TamperedException => "tampered",
        RpcException rpc => rpc.Code.ToString(),
        LedgerClientException refused => refused.Code.ToString(),
        OperationCanceledException => "cancelled",
        _ => "failed",
    };

    /// <returns>Null if the exception may pass as it is.</returns>
    private static LedgerClientException? Translate(SharedConnection connection, string database, string operation, Exception e)
    {
        switch (e)
        {
            case VerificationException or RpcException { Message: MismatchText }:
                VerificationFault fault = (e as VerificationException)?.Fault ?? Mismatch;
                ClientLog.Tampered(connection.Log, operation, database, connection.Identity ?? "", fault.Check, fault.ToString());
                ClientTelemetry.Tampered.Add(1, new KeyValuePair<string, object?>("check", fault.Check.ToString()));
                return new TamperedException(fault, e);
            case RpcException rpc:
                return new LedgerClientException(rpc.Code, rpc.Message, rpc);
            default:
                return null;
        }
    }
}
