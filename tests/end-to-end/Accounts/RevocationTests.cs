using System.Diagnostics;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Accounts;

/// <summary>Two hosts on one account in storage: what one revokes the other refuses.</summary>
public sealed class RevocationTests
{
    private const string Password = "Passw0rd!";
    private const int UsersOfAKind = 6;

    // What docs/operations.md promises: by then the other host has looked, or refuses everybody.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_TwoOnOneAccount_RefuseWhoWasRevokedOnTheOther()
    {
        using var folder = new TemporaryFolder();
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, StartFolder = RepositoryRoot.File("tests", "azure", "azurite") }, Stop);
        await using var one = await HostProcess.StartAsync(folder.Path, "--store", azurite.ConnectionString, "--container", "shared");
        await using var two = await HostProcess.StartAsync(folder.Path, "--store", azurite.ConnectionString, "--container", "shared");
        using var admin = await Session.OpenAsync(one.Address);
        await admin.Client.SetAsync(new KeyValue { Key = Bytes("key"), Value = Bytes("value") }, admin.Options);

        // 24 users, all logged in and reading on the other host.
        string[] users = [.. Kinds.SelectMany(kind => Enumerable.Range(0, UsersOfAKind).Select(n => $"{kind.Name}{n}")), "control"];
        foreach (string user in users)
            await admin.Client.CreateUserAsync(new CreateUserRequest { User = Bytes(user), Password = Bytes(Password), Permission = 1, Database = "defaultdb" }, admin.Options);
        using var channel = new GrpcChannel(two.Address);
        var readers = new List<Reader>();
        foreach (string user in users)
            readers.Add(await Reader.LoginAsync(channel, user, Password));
        Reader control = readers[^1];
        Task[] reading = [.. readers.Select(reader => reader.ReadUntilRefusedAsync(Stop))];

        // Everybody is at it before the first is revoked.
        while (readers.Any(reader => reader.Reads == 0))
            await Task.Delay(TimeSpan.FromMilliseconds(20), Stop);
        long[] acknowledged = await Task.WhenAll(readers.SkipLast(1).Select(reader => RevokeAsync(admin, one.Address, reader)));
        await Task.WhenAll(reading[..^1]).WaitAsync(TimeSpan.FromMinutes(1), Stop);

        for (int i = 0; i < acknowledged.Length; i++)
        {
            Assert.Equal((StatusCode.Unknown, "please login first"), (readers[i].Refusal!.Code, readers[i].Refusal!.Message));
            TimeSpan late = Stopwatch.GetElapsedTime(acknowledged[i], readers[i].LastReadBegan);
            Assert.True(late <= Bound, $"{users[i]} could still read {late} after it was revoked");
        }

        Assert.Null(control.Refusal);
        control.Stop();
        await reading[^1];
    }

    private static (string Name, Func<Session, Uri, Reader, Task> Act)[] Kinds { get; } =
    [
        ("logout", async (_, address, reader) =>
        {
            using var channel = new GrpcChannel(address);
            await new ImmuServiceClient(channel).LogoutAsync(reader.Options);
        }),
        ("password", (admin, _, reader) => admin.Client.ChangePasswordAsync(
            new ChangePasswordRequest { User = Bytes(reader.User), OldPassword = Bytes(Password), NewPassword = Bytes("N3w-password") }, admin.Options)),
        ("permission", (admin, _, reader) => admin.Client.ChangePermissionAsync(
            new ChangePermissionRequest { Action = PermissionAction.Revoke, Username = reader.User, Database = "defaultdb", Permission = 1 }, admin.Options)),
        ("inactive", (admin, _, reader) => admin.Client.SetActiveUserAsync(new SetActiveUserRequest { Username = reader.User, Active = false }, admin.Options)),
    ];

    // Revokes as the user's name says; when that was acknowledged.
    private static async Task<long> RevokeAsync(Session admin, Uri address, Reader reader)
    {
        await Kinds.Single(kind => reader.User.StartsWith(kind.Name, StringComparison.Ordinal)).Act(admin, address, reader);
        return Stopwatch.GetTimestamp();
    }

    private static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    private sealed class Reader(ImmuServiceClient client, string user, CallOptions options)
    {
        private volatile bool _stop;
        private int _reads;

        public string User => user;

        public CallOptions Options => options;

        public int Reads => Volatile.Read(ref _reads);

        /// <summary>When the last read that was answered began, as a <see cref="Stopwatch"/> timestamp.</summary>
        public long LastReadBegan { get; private set; }

        public RpcException? Refusal { get; private set; }

        public static async Task<Reader> LoginAsync(GrpcChannel channel, string user, string password)
        {
            var client = new ImmuServiceClient(channel);
            var login = await client.LoginAsync(new LoginRequest { User = Bytes(user), Password = Bytes(password) });
            return new Reader(client, user, Session.WithToken(login.Token));
        }

        public void Stop() => _stop = true;

        public async Task ReadUntilRefusedAsync(CancellationToken cancellationToken)
        {
            while (!_stop && !cancellationToken.IsCancellationRequested)
            {
                long began = Stopwatch.GetTimestamp();
                try
                {
                    await client.GetAsync(new Key { Key_ = Bytes("key") }, options, cancellationToken);
                }
                catch (RpcException e)
                {
                    Refusal = e;
                    return;
                }

                LastReadBegan = began;
                Interlocked.Increment(ref _reads);
            }
        }
    }
}
