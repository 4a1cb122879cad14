using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

public sealed class ForgedTokenTests : IDisposable
{
    private const string Printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \t\0é\u0141\ud83d";
    private static readonly byte[] Audience = TokenText.Audience(TokenHost.Audience);

    private readonly ManualTime _time = new();
    private readonly TokenHost _host;

    public ForgedTokenTests() => _host = new TokenHost(new MemoryStore(), _time);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Read_AnyOneCharacterChanged_IsUnknown()
    {
        string token = await _host.IssueAsync();
        for (int i = 0; i < token.Length; i++)
        {
            foreach (char c in Printable.Where(c => c != token[i]))
                Assert.Equal(TokenState.Unknown, await _host.StateAsync($"{token[..i]}{c}{token[(i + 1)..]}"));
        }
    }

    [Fact]
    public async Task Read_AnyOneBitChanged_IsUnknown()
    {
        string token = await _host.IssueAsync();
        for (int bit = 0; bit < token.Length * 16; bit++)
        {
            char[] changed = token.ToCharArray();
            changed[bit / 16] ^= (char)(1 << bit % 16);
            Assert.Equal(TokenState.Unknown, await _host.StateAsync(new string(changed)));
        }
    }

    [Fact]
    public async Task Read_AnyCharacterLeftOutOrDoubled_IsUnknown()
    {
        string token = await _host.IssueAsync();
        for (int i = 0; i < token.Length; i++)
        {
            Assert.Equal(TokenState.Unknown, await _host.StateAsync(token.Remove(i, 1)));
            Assert.Equal(TokenState.Unknown, await _host.StateAsync(token.Insert(i, token[i].ToString())));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1.")]
    [InlineData("v1...")]
    [InlineData("v1.a.b.c")]
    [InlineData("null")]
    public async Task Read_NoToken_IsUnknown(string text)
    {
        await _host.IssueAsync();
        Assert.Equal((TokenState.Unknown, null), await _host.Tokens.ReadAsync(text.AsMemory(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_OtherSpellings_AreUnknown()
    {
        string token = await _host.IssueAsync();
        string[] parts = token.Split('.');

        Assert.All(
            [token + "=", token + " ", " " + token, token + "\n", token + ".", token.Replace('_', '/').Replace('-', '+') + "=", $"{parts[0]}.{parts[1]}.{parts[2]}=.{parts[3]}", token.ToUpperInvariant(), token + new string('A', TokenText.MaxLength)],
            other => Assert.Equal(TokenState.Unknown, _host.StateAsync(other).GetAwaiter().GetResult()));
    }

    // Whoever makes a code holds the key; a payload of another release must not be misread nevertheless.
    [Fact]
    public void Read_AnyPayloadWithATrueCode_IsReadOrRefused()
    {
        var key = new TokenKey("k", RandomNumberGenerator.GetBytes(32), default);
        Prop.ForAll<byte[]>(payload =>
        {
            payload = [1, .. payload];
            string token = Signed(key, Base64Url.EncodeToString(payload));
            TokenClaims? claims = TokenText.Read(token, key, Audience);
            return claims is null || claims.ExpiresAt >= DateTimeOffset.UnixEpoch;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AnyTextWithATrueCode_IsReadOrRefused()
    {
        var key = new TokenKey("k", RandomNumberGenerator.GetBytes(32), default);
        Prop.ForAll<string>(text => text is null || TokenText.Read(Signed(key, text), key, Audience) is null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AnyText_IsRefused()
    {
        var key = new TokenKey("k", RandomNumberGenerator.GetBytes(32), default);
        Prop.ForAll<string>(text => text is null || (TokenText.Read(text, key, Audience) is null && TokenText.Read("v1.k." + text, key, Audience) is null && !TokenText.TryFindKeyId(text, out _)))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_AnyClaims_AreReadBack()
    {
        var key = new TokenKey("k", RandomNumberGenerator.GetBytes(32), default);
        Prop.ForAll<NonNull<string>, ulong, int>((name, epoch, seconds) =>
        {
            string user = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Get));
            var claims = new TokenClaims(user, epoch, epoch % 2 == 0 ? null : user, DateTimeOffset.FromUnixTimeSeconds(Math.Abs((long)seconds)));
            return TokenText.Read(TokenText.Write(claims, DateTimeOffset.UnixEpoch, new byte[TokenText.NonceBytes], key, Audience), key, Audience) == claims;
        }).QuickCheckThrowOnFailure();
    }

    // By hand, as the format is described.
    private static string Signed(TokenKey key, string payload)
    {
        string signed = $"v1.{key.Id}.{payload}";
        byte[] mac = new byte[TokenKey.MacBytes];
        key.Sign([.. Encoding.ASCII.GetBytes(TokenHost.Audience), 0, .. Encoding.ASCII.GetBytes(signed)], mac);
        return $"{signed}.{Base64Url.EncodeToString(mac)}";
    }
}
