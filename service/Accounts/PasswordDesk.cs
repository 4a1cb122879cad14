using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Accounts.Throttling;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Where passwords are checked and hashed: so many at a time, and slower for whoever guesses. Thread-safe.</summary>
/// <param name="time">Tells how long ago a guess was.</param>
public sealed class PasswordDesk(TimeProvider time) : IDisposable
{
    private readonly LoginThrottle _throttle = new(time);
    private readonly PasswordChecks _checks = new();

    /// <summary>Whether a password is a user's; whoever was wrong too often has to wait.</summary>
    /// <param name="user">The name, as sent.</param>
    /// <param name="hashOf">Finds what to check against, once the try is let through; null if there is no such user, which takes as long and counts as wrong.</param>
    /// <param name="password">As sent.</param>
    /// <param name="caller">From where.</param>
    /// <exception cref="Protocol.Grpc.RpcException">ResourceExhausted: wait, or too many are being checked. The password was not looked at.</exception>
    public async ValueTask<bool> CheckAsync(ReadOnlyMemory<byte> user, Func<ValueTask<string?>> hashOf, ReadOnlyMemory<byte> password, Caller caller)
    {
        if (_throttle.MayTry(user.Span, caller.Address) is { } wait)
            throw ImmuErrors.TooManyFailedLogins((int)Math.Ceiling(wait.TotalSeconds));
        bool isRight;
        try
        {
            string? hash = await hashOf().ConfigureAwait(false);
            isRight = await _checks.RunAsync(() => Matches(hash, password.Span), caller.CancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _throttle.NoteUndecided(user.Span, caller.Address);
            throw;
        }

        if (isRight)
            _throttle.NoteSuccess(user.Span, caller.Address);
        else
            _throttle.NoteFailure(user.Span, caller.Address);
        return isRight;
    }

    /// <summary>What to check a new password against later.</summary>
    /// <exception cref="Protocol.Grpc.RpcException">ResourceExhausted: too many are being checked.</exception>
    public ValueTask<string> HashAsync(ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
        _checks.RunAsync(() => PasswordHash.Make(password.Span), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _checks.Dispose();

    private static bool Matches(string? hash, ReadOnlySpan<byte> password)
    {
        if (hash is not null)
            return PasswordHash.Matches(hash, password);
        PasswordHash.Waste(password);
        return false;
    }
}
