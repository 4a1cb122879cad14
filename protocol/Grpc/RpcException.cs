namespace ImmuFunctions.Protocol.Grpc;

/// <summary>A call that ended with a status other than <see cref="StatusCode.Ok"/>.</summary>
/// <remarks>
/// A handler throws it to choose the status its caller sees; the client throws it for the status it received.
/// <see cref="Exception.Message"/> is the status text as it is on the wire, without the code.
/// </remarks>
public class RpcException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="code">Why the call failed; not <see cref="StatusCode.Ok"/>.</param>
    /// <param name="message">Text for the caller; any Unicode, it is percent-encoded on the wire.</param>
    /// <param name="inner">The cause on this side; never sent.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="code"/> is <see cref="StatusCode.Ok"/>.</exception>
    public RpcException(StatusCode code, string message, Exception? inner = null)
        : base(message, inner)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)code, (int)StatusCode.Ok, nameof(code));
        Code = code;
    }

    /// <summary>Why the call failed.</summary>
    public StatusCode Code { get; }

    /// <summary>Code, text and stack for logs.</summary>
    public override string ToString() => $"{Code}: {base.ToString()}";
}
