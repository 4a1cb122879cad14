using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class AccountCodecTests
{
    private const string LoggedOut = """{"v":1,"change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"ann"}""";

    [Fact]
    public void Decode_WhatEncodeGave_IsTheSame() =>
        Prop.ForAll(Changes.Strange.ToArbitrary(), change =>
        {
            EntryDraft entry = AccountCodec.Encode(change);
            AccountChange read = AccountCodec.Decode(7, entry.Key, entry.Value);
            return read is DatabaseConfigured configured && change is DatabaseConfigured original
                ? configured with { Settings = original.Settings } == original
                    && configured.Settings.RequireSignature == original.Settings.RequireSignature
                    && configured.Settings.TrustedKeys.Zip(original.Settings.TrustedKeys, (a, b) => a.Span.SequenceEqual(b.Span)).All(same => same)
                    && configured.Settings.TrustedKeys.Length == original.Settings.TrustedKeys.Length
                : read == change;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_AnyBytes_GivesAChangeOrSaysCorrupt() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsReadOrCorrupt(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_ChangedByte_GivesAChangeOrSaysCorrupt()
    {
        Gen<byte[]> damaged =
            from change in Changes.Strange
            from place in Gen.Choose(0, 10_000)
            from other in Gen.Choose(0, 255)
            select Damage(AccountCodec.Encode(change).Value.ToArray(), place, (byte)other);

        Prop.ForAll(damaged.ToArbitrary(), bytes => IsReadOrCorrupt(bytes)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("""{"v":"1"}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20.1234567Z"}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20Z","name":"ann"}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"ann","more":1}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","by":"ann","by":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"ann"}""")]
    [InlineData("""{"v":1, "change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"ann"}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"\u0061nn"}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","by":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"\ud800"}""")]
    [InlineData("""{"v":1,"change":"sessions-ended","\ud800":"ann","at":"2020-12-08T14:11:20.1234567Z","name":"ann"}""")]
    [InlineData("""{"v":1,"change":"permission-granted","by":"","at":"2020-12-08T14:11:20.1234567Z","name":"ann","database":"a","permission":4294967296}""")]
    [InlineData("""{"v":1,"change":"activity-changed","by":"","at":"2020-12-08T14:11:20.1234567Z","name":"ann","active":1}""")]
    public void Decode_AnotherForm_IsCorrupt(string json) => Assert.Contains("entry 3", Refusal(json, "user/ann").Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_AnotherKey_IsCorrupt() => Assert.Contains("another user", Refusal(LoggedOut, "user/bob").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", "version 2")]
    [InlineData("sessions-ended", "user-painted", "kind of change")]
    public void Decode_WhatALaterVersionWrote_SaysSo(string written, string later, string expected)
    {
        LedgerException refusal = Refusal(LoggedOut.Replace(written, later, StringComparison.Ordinal), "user/ann");

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("pdate this host", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_Logout_IsTheDocumentedForm()
    {
        EntryDraft entry = AccountCodec.Encode(new SessionsEnded("ann", Changes.Now, "ann"));

        Assert.Equal(("user/ann", LoggedOut), (Text(entry.Key), Text(entry.Value)));
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void Encode_EveryKind_IsInTheFormatsPage(AccountChange change)
    {
        EntryDraft entry = AccountCodec.Encode(change);

        Assert.Contains($"{Text(entry.Key)} → {Text(entry.Value)}", File.ReadLines(FormatsPage()));
    }

    [Fact]
    public void Encode_HalfASurrogatePair_IsRefused() =>
        Assert.ThrowsAny<ArgumentException>(() => AccountCodec.Encode(new DatabaseCreated("\ud800", Changes.Now, "a")));

    [Fact]
    public void ToString_OfWhatHasAHash_DoesNotShowIt()
    {
        const string hash = "TheHashItself";
        UserCreated created = Changes.User("ann") with { PasswordHash = hash };

        string shown = $"{created} {new PasswordChanged("ann", Changes.Now, "ann", hash)} {Changes.Fold(created)} {Changes.Fold(created).Find("ann")}";

        Assert.DoesNotContain(hash, shown, StringComparison.Ordinal);
        Assert.Contains("Name = ann", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_DamagedHash_DoesNotQuoteIt()
    {
        string json = Text(AccountCodec.Encode(Changes.User("ann") with { PasswordHash = "TheHashItself" }).Value);

        Assert.DoesNotContain("TheHash", Refusal(json.Replace("Itself\"", "Itself\"x", StringComparison.Ordinal), "user/ann").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("TheHash", Refusal(json + " ", "user/ann").ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<AccountChange> Documented()
    {
        var at = new DateTimeOffset(2020, 12, 8, 14, 11, 20, TimeSpan.Zero);
        var permission = new DatabasePermission("sales", PermissionCode.ReadWrite);
        return
        [
            new UserCreated("immudb", at, "ann", "AQAAAAIAAYag", permission),
            new PasswordChanged("ann", at, "ann", "AQAAAAIAAYag"),
            new PermissionGranted("immudb", at, "ann", permission),
            new PermissionRevoked("immudb", at, "ann", "sales"),
            new ActivityChanged("immudb", at, "ann", false),
            new SessionsEnded("ann", at, "ann"),
            new DatabaseCreated("immudb", at, "sales"),
            new DatabaseConfigured("immudb", at, "sales", new(true, [new byte[] { 4, 1, 2 }])),
        ];
    }

    private static bool IsReadOrCorrupt(byte[] value)
    {
        try
        {
            AccountCodec.Decode(3, "user/ann"u8.ToArray(), value);
            return true;
        }
        catch (LedgerException e)
        {
            return e.Kind == LedgerErrorKind.Corrupt;
        }
    }

    private static byte[] Damage(byte[] value, int place, byte other)
    {
        value[place % value.Length] = other;
        return value;
    }

    private static LedgerException Refusal(string json, string key)
    {
        var refusal = Assert.Throws<LedgerException>(() => AccountCodec.Decode(3, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(json)));
        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
        return refusal;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static string FormatsPage()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImmuFunctions.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "docs", "formats.md");
    }
}
