using System.Collections.Concurrent;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

/// <summary>A secret's versions in memory, newest last; notes what it is asked.</summary>
internal sealed class FakeSecret : ISecretVersions
{
    public List<SecretVersion> Versions { get; } = [];

    public ConcurrentQueue<string> Questions { get; } = new();

    public bool IsDown { get; set; }

    public void Add(string version, int bytes = 32)
    {
        byte[] value = new byte[bytes];
        Array.Fill(value, (byte)(Versions.Count + 1));
        Versions.Add(new SecretVersion(version, value, DateTimeOffset.UnixEpoch));
    }

    public ValueTask<SecretVersion> NewestAsync(CancellationToken cancellationToken) => new(Ask("newest", () => Versions[^1]));

    public ValueTask<SecretVersion?> FindAsync(string version, CancellationToken cancellationToken) => new(Ask(version, () => Versions.Find(v => v.Version == version)));

    private T Ask<T>(string question, Func<T> answer)
    {
        Questions.Enqueue(question);
        return IsDown ? throw new LedgerException(LedgerErrorKind.Unavailable, "the vault is down") : answer();
    }
}
