using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>Who is logged in, and the token of it. A token that has ended is renewed once for all who notice.</summary>
internal sealed class Login : IDisposable
{
    private readonly SharedConnection _connection;
    private readonly string? _user;
    private readonly SemaphoreSlim _turn = new(1);

    // Under _turn, but for reading.
    private volatile string? _password;
    private volatile string? _token;
    private volatile bool _ended;

    public Login(SharedConnection connection)
    {
        _connection = connection;
        LedgerClientOptions options = connection.Options;
        if (options.NoLogin)
            return;
        _token = options.Token;
        if (options.Token is null)
            (_user, _password) = options.User is null ? (connection.Address.User, options.Password ?? connection.Address.Password) : (options.User, options.Password);
    }

    /// <summary>Whether there is a token, or will be.</summary>
    public bool IsNamed => _token is not null || _user is not null;

    /// <summary>Whether a token that has ended can be renewed.</summary>
    public bool IsRenewable => _user is not null && !_ended;

    /// <summary>The token, without <c>Bearer</c>; null where nobody logs in.</summary>
    /// <param name="ended">A token that is known to be of no use any more; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The login was refused.</exception>
    public async ValueTask<string?> TokenAsync(string? ended, CancellationToken cancellationToken)
    {
        if (_user is null || (_token is { } known && known != ended))
            return _token;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { } renewed && renewed != ended)
                return renewed;
            return _token = await LoginAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The user has another password now.</summary>
    public void PasswordChanged(string user, string password)
    {
        if (user == _user)
            _password = password;
    }

    /// <summary>The user has logged out: nothing is renewed any more.</summary>
    public void End() => _ended = true;

    public void Dispose() => _turn.Dispose();

    /// <returns>Null where there is nothing to log in to.</returns>
    private async Task<string?> LoginAsync(CancellationToken cancellationToken)
    {
        byte[] password = System.Text.Encoding.UTF8.GetBytes(_password ?? "");
        try
        {
            var request = new LoginRequest { User = ByteString.CopyFromUtf8(_user), Password = UnsafeByteOperations.UnsafeWrap(password) };
            var call = new RpcCall(cancellationToken) { IsLocal = true };
            var answer = (LoginResponse)await Attempts.RunAsync(
                _connection, ImmuService.Descriptor.FindMethodByName("Login"), request, call).ConfigureAwait(false);
            ClientLog.LoggedIn(_connection.Log, _connection.Address.ToString(), _user!);
            Telemetry.ClientTelemetry.Logins.Add(1);
            return answer.Token;
        }
        catch (RpcException e) when (e.Message == ImmuErrors.LoginWithoutAuthentication().Message)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
