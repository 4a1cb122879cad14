using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Client.Tests.Auditing;

public sealed class AuditCycleTests
{
    private static readonly AuditOptions Plain = new() { ServerAddress = "127.0.0.1:3322" };

    private readonly MemoryTrustedRoots _roots = new();

    [Fact]
    public async Task Run_OnALogThatGrows_PassesAndMovesOn()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(3);
        AuditCycle cycle = Audit(ledger.Rpcs);

        AuditReport first = await RunAsync(cycle);
        AuditReport same = await RunAsync(cycle);
        await ledger.SetAsync("k", "v");
        AuditReport grown = await RunAsync(cycle);

        Assert.Equal((AuditOutcome.NothingChecked, 3UL), (first.Outcome, first.Current.Size));
        Assert.Equal((AuditOutcome.Passed, 3UL, 3UL), (same.Outcome, same.Previous.Size, same.Current.Size));
        Assert.Equal((AuditOutcome.Passed, 3UL, 4UL), (grown.Outcome, grown.Previous.Size, grown.Current.Size));
        Assert.Equal(("defaultdb", ledger.Identity, (string?)null), (grown.Database, grown.Server, grown.Failure));
        Assert.Equal(4UL, (await RememberedAsync(ledger)).Size);
    }

    [Fact]
    public async Task Run_OnAnEmptyLog_RemembersNothing()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync();

        AuditReport report = await RunAsync(Audit(ledger.Rpcs));

        Assert.Equal(AuditOutcome.NothingChecked, report.Outcome);
        Assert.True((await RememberedAsync(ledger)).IsNone);
    }

    [Theory, InlineData(3), InlineData(4), InlineData(9)]
    public async Task Run_OnAForkedLog_IsTampered_EachTime(int entries)
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(3);
        await using TestLedger fork = await TestLedger.OpenAsync(identity: ledger.Identity);
        await fork.SetAsync("0", "changed");
        for (int i = 1; i < entries; i++)
            await fork.SetAsync($"{i}", $"{i}");

        await IsTamperedAsync(ledger, fork, "does not go on from");
    }

    [Theory, InlineData(2), InlineData(0)]
    public async Task Run_OnALogRolledBack_IsTampered_EachTime(int entries)
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(3);
        await using TestLedger shorter = await TestLedger.OpenAsync(entries, ledger.Identity);

        await IsTamperedAsync(ledger, shorter, "it had 3 entries");
    }

    // CurrentRoot speaks of a long log, Consistency of the one that is there.
    [Fact]
    public async Task Run_WhereCurrentRootHidesTheRollback_IsTampered()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(5);
        await using TestLedger shorter = await TestLedger.OpenAsync(3, ledger.Identity);
        Root shown = await ledger.RootAsync();
        var rpcs = new LyingLedger(ledger.Rpcs);
        AuditCycle cycle = Audit(rpcs);
        await RunAsync(cycle);
        rpcs.Behind = shorter.Rpcs;
        rpcs.Lies["CurrentRoot"] = _ => shown;

        AuditReport report = await RunAsync(cycle);

        Assert.Equal(AuditOutcome.Tampered, report.Outcome);
        Assert.Contains("ends before entry 4", report.Failure);
    }

    [Fact]
    public async Task Run_WhereCurrentRootAndConsistencyDisagree_IsTampered()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(5);
        var rpcs = new LyingLedger(ledger.Rpcs);
        AuditCycle cycle = Audit(rpcs);
        await RunAsync(cycle);
        rpcs.Lie<Root>("CurrentRoot", root => root.Payload.Root = ByteString.CopyFrom(new byte[32]));

        Assert.Contains("CurrentRoot says", (await RunAsync(cycle)).Failure);
    }

    [Fact]
    public async Task Run_WithSignatures_PassesForOneKey_AndIsTamperedForAnother()
    {
        using var key = new PemRootSigner(NewKey());
        using var other = new PemRootSigner(NewKey());
        await using TestLedger ledger = await TestLedger.OpenAsync(signer: key);
        await using TestLedger swapped = await TestLedger.OpenAsync(ledger.Identity, other);
        await ledger.SetAsync("k", "v");
        await swapped.SetAsync("k", "v");
        var rpcs = new LyingLedger(ledger.Rpcs);
        AuditCycle cycle = Audit(rpcs, Plain with { RequireSignatures = true });

        Assert.Equal(AuditOutcome.NothingChecked, (await RunAsync(cycle)).Outcome);
        Assert.Equal(AuditOutcome.Passed, (await RunAsync(cycle)).Outcome);
        rpcs.Behind = swapped.Rpcs;
        AuditReport report = await RunAsync(cycle);

        Assert.Equal(AuditOutcome.Tampered, report.Outcome);
        Assert.Contains($"it was {Fingerprint(key)}, now it is {Fingerprint(other)}", report.Failure);
        Assert.Equal(AuditOutcome.Tampered, (await RunAsync(cycle)).Outcome);
        rpcs.Behind = ledger.Rpcs;
        Assert.Equal(AuditOutcome.Passed, (await RunAsync(cycle)).Outcome);
    }

    [Fact]
    public async Task Run_WithSignatures_RefusesBadAndMissingOnes()
    {
        using var key = new PemRootSigner(NewKey());
        await using TestLedger ledger = await TestLedger.OpenAsync(signer: key);
        await ledger.SetAsync("k", "v");
        var rpcs = new LyingLedger(ledger.Rpcs);
        AuditCycle cycle = Audit(rpcs, Plain with { RequireSignatures = true });

        rpcs.Lie<Root>("CurrentRoot", root => root.Signature.PublicKey = ByteString.Empty);
        Assert.Equal((AuditOutcome.Failed, "no public key found"), await OutcomeAsync(cycle));
        rpcs.Lie<Root>("CurrentRoot", root => root.Signature.Signature_ = ByteString.Empty);
        Assert.Equal((AuditOutcome.Failed, "no signature found"), await OutcomeAsync(cycle));
        rpcs.Lie<Root>("CurrentRoot", root => root.Payload.Index = 7);
        Assert.Equal(AuditOutcome.Tampered, (await OutcomeAsync(cycle)).Outcome);
        Assert.True((await RememberedAsync(ledger)).IsNone);
    }

    [Fact]
    public async Task Run_WithLogin_AuditsEveryDatabaseOfItsUser()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(password: "Secret1!");
        AuditOptions options = Plain with { Username = "immudb", Password = ByteString.CopyFromUtf8("Secret1!") };

        Assert.Equal(("defaultdb", AuditOutcome.NothingChecked), await DatabaseAsync(Audit(ledger.Rpcs, options)));
        Assert.Equal(("defaultdb", AuditOutcome.NothingChecked), await DatabaseAsync(Audit(ledger.Rpcs, options with { Databases = ["other", "default"] })));
        Assert.Equal(("", AuditOutcome.Failed), await DatabaseAsync(Audit(ledger.Rpcs, options with { Databases = ["other"] })));
    }

    // Others may be logged in as the same user.
    [Fact]
    public async Task Run_WithLogin_EndsNobodysSession()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(password: "Secret1!");
        var rpcs = new LyingLedger(ledger.Rpcs);

        await RunAsync(Audit(rpcs, Plain with { Username = "immudb", Password = ByteString.CopyFromUtf8("Secret1!") }));

        Assert.Equal(["Login", "DatabaseList", "UseDatabase", "CurrentRoot"], rpcs.Calls);
    }

    [Fact]
    public async Task Run_WithAWrongPassword_FailsAndGoesOnNextTime()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(password: "Secret1!");

        AuditReport report = await RunAsync(Audit(ledger.Rpcs, Plain with { Username = "immudb", Password = ByteString.CopyFromUtf8("wrong") }));

        Assert.Equal((AuditOutcome.Failed, "PermissionDenied: invalid user name or password"), (report.Outcome, report.Failure));
    }

    [Fact]
    public async Task Run_WhereNobodyLogsIn_NeedsNoUser()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(2);

        Assert.Equal(("defaultdb", AuditOutcome.NothingChecked), await DatabaseAsync(Audit(ledger.Rpcs, Plain with { Username = "somebody" })));
    }

    [Fact]
    public async Task Run_OnALedgerThatCannotBeReached_FailsAndPassesWhenItIsBack()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(2);
        var rpcs = new LyingLedger(ledger.Rpcs);
        AuditCycle cycle = Audit(rpcs);
        await RunAsync(cycle);
        rpcs.Lies["CurrentRoot"] = _ => throw new RpcException(StatusCode.Unavailable, "connection refused");

        Assert.Equal((AuditOutcome.Failed, "Unavailable: connection refused"), await OutcomeAsync(cycle));
        rpcs.Lies.Clear();
        Assert.Equal(AuditOutcome.Passed, (await RunAsync(cycle)).Outcome);
    }

    private static P256PrivateKey NewKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return P256PrivateKey.FromPem(key.ExportECPrivateKeyPem());
    }

    private static Task<AuditReport> RunAsync(AuditCycle cycle) => cycle.RunAsync(TestContext.Current.CancellationToken);

    private static async Task<(AuditOutcome Outcome, string? Failure)> OutcomeAsync(AuditCycle cycle)
    {
        AuditReport report = await RunAsync(cycle);
        return (report.Outcome, report.Failure);
    }

    private static async Task<(string Database, AuditOutcome Outcome)> DatabaseAsync(AuditCycle cycle)
    {
        AuditReport report = await RunAsync(cycle);
        return (report.Database, report.Outcome);
    }

    private static string Fingerprint(PemRootSigner signer) =>
        "SHA-256 " + Convert.ToHexStringLower(SHA256.HashData(signer.PublicPoint.Span));

    private async Task IsTamperedAsync(TestLedger before, TestLedger after, string failure)
    {
        var rpcs = new LyingLedger(before.Rpcs);
        AuditCycle cycle = Audit(rpcs);
        await RunAsync(cycle);
        TrustedRoot remembered = await RememberedAsync(before);
        rpcs.Behind = after.Rpcs;

        AuditReport[] reports = [await RunAsync(cycle), await RunAsync(cycle)];

        Assert.All(reports, report =>
        {
            Assert.Equal(AuditOutcome.Tampered, report.Outcome);
            Assert.Contains(failure, report.Failure);
        });
        Assert.Equal(remembered, await RememberedAsync(before));
    }

    private AuditCycle Audit(IRpcInvoker rpcs, AuditOptions? options = null) => new(rpcs, _roots, options ?? Plain, TimeProvider.System);

    private async Task<TrustedRoot> RememberedAsync(TestLedger ledger) =>
        await _roots.FindAsync(RootLine.Audited(ledger.Identity, "defaultdb"), TestContext.Current.CancellationToken);
}
