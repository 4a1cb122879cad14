using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Proofs;

public sealed class ProofChecksTests
{
    public static TheoryData<int, int, int> Logs
    {
        get
        {
            // Entries, the entry proved, the size trusted.
            var data = new TheoryData<int, int, int>();
            foreach (int size in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 13 })
            {
                foreach (int trusted in new[] { 1, size / 2, size - 1, size }.Where(n => n > 0).Distinct())
                    data.Add(size, size * 2 / 3, trusted);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Logs))]
    public async Task CheckEntry_OfALedgersProof_GivesItsRoot(int size, int entry, int trustedSize)
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(trustedSize);
        TrustedRoot trusted = TrustedRoot.From(await ledger.RootAsync())!;
        await FillAsync(ledger, trustedSize, size);
        Proof proof = (await ledger.SafeGetAsync($"{entry}", trusted.LastIndex)).Proof;

        ProofResult result = ProofChecks.CheckEntry(proof, LeafOf(entry), trusted);

        Assert.True(result.Holds, result.Fault?.Reason);
        Assert.Equal((ulong)size, result.Root!.Size);
    }

    // Exactly the proof that was sent is good: whatever is changed in it, by one bit or by a hash, it is refused.
    [Theory, MemberData(nameof(Logs))]
    public async Task CheckEntry_OfAChangedProof_Refuses(int size, int entry, int trustedSize)
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(trustedSize);
        TrustedRoot trusted = TrustedRoot.From(await ledger.RootAsync())!;
        await FillAsync(ledger, trustedSize, size);
        Proof good = (await ledger.SafeGetAsync($"{entry}", trusted.LastIndex)).Proof;
        Hash leaf = LeafOf(entry);

        Assert.All(ProofMutation.All(good), bad =>
        {
            ProofResult result = ProofChecks.CheckEntry(bad.Proof, leaf, trusted);
            Assert.False(result.Holds, bad.What);
            Assert.NotEmpty(result.Fault!.Reason);
        });
    }

    [Fact]
    public async Task CheckEntry_WithNothingTrusted_ChecksTheEntryAlone()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(5);
        Proof proof = (await ledger.SafeGetAsync("3", 0)).Proof;

        Assert.True(ProofChecks.CheckEntry(proof, LeafOf(3), TrustedRoot.None).Holds);
        Assert.False(ProofChecks.CheckEntry(proof, LeafOf(2), TrustedRoot.None).Holds);
    }

    // What a write is answered with: the entry's own index, which is in its leaf, proves the size too.
    [Theory, InlineData(1), InlineData(4), InlineData(6), InlineData(7)]
    public async Task CheckEntry_OfTheLastEntryWithAnotherSize_Refuses(int size)
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(size);
        Proof good = (await ledger.SafeGetAsync($"{size - 1}", 0)).Proof;

        Assert.All(ProofMutation.Numbers(good.At), at =>
        {
            Proof bad = good.Clone();
            bad.At = at;
            Assert.False(ProofChecks.CheckEntry(bad, LeafOf(size - 1), TrustedRoot.None).Holds);
        });
    }

    [Fact]
    public async Task CheckEntry_OfAnOlderTree_Refuses()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(5);
        Proof old = (await ledger.SafeGetAsync("3", 0)).Proof;
        await FillAsync(ledger, 5, 7);
        TrustedRoot trusted = TrustedRoot.From(await ledger.RootAsync())!;

        Assert.Contains("it had 7 entries", ProofChecks.CheckEntry(old, LeafOf(3), trusted).Fault!.Reason);
    }

    [Fact]
    public async Task CheckExtension_OfALedgersProof_GivesItsRoot_AndOfAChangedOneRefuses()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(3);
        TrustedRoot trusted = TrustedRoot.From(await ledger.RootAsync())!;
        await FillAsync(ledger, 3, 11);
        ConsistencyProof good = await ledger.AskAsync<ConsistencyProof>("Consistency", new Index { Index_ = 2 });

        Assert.Equal(11UL, ProofChecks.CheckExtension(good, trusted).Root?.Size);
        Assert.All(ProofMutation.Paths(good.Path), change => Refused(good, trusted, proof => change.Change(proof.Path)));
        Assert.All(ProofMutation.Hashes(good.SecondRoot), root => Refused(good, trusted, proof => proof.SecondRoot = root.Changed));
        Assert.All(ProofMutation.Numbers(good.First), first => Refused(good, trusted, proof => proof.First = first));
        // A size is only proved as far as it gives the path its shape (InclusionProof.Verify): one that gives the same is no fault of the path.
        Assert.All(new ulong[] { 0, 1, 2, 3, 20, ulong.MaxValue }, second => Refused(good, trusted, proof => proof.Second = second));
        Refused(good, trusted, proof => proof.FirstRoot = good.SecondRoot);
    }

    [Fact]
    public async Task CheckInclusion_OfALedgersProof_GivesItsRoot_AndOfAChangedOneRefuses()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(6);
        InclusionProof good = await ledger.AskAsync<InclusionProof>("Inclusion", new Index { Index_ = 4 });

        Assert.Equal(TrustedRoot.From(await ledger.RootAsync())!.Hash, ProofChecks.CheckInclusion(good, 4, LeafOf(4)).Root?.Hash);
        Assert.False(ProofChecks.CheckInclusion(good, 3, LeafOf(4)).Holds);
        Assert.False(ProofChecks.CheckInclusion(good, 4, LeafOf(3)).Holds);
        Assert.All(ProofMutation.Paths(good.Path), change =>
        {
            InclusionProof bad = good.Clone();
            change.Change(bad.Path);
            Assert.False(ProofChecks.CheckInclusion(bad, 4, LeafOf(4)).Holds, change.What);
        });
    }

    [Fact]
    public void Checks_OfRandomMessages_Answer()
    {
        var random = new Random(3);
        var trusted = new TrustedRoot(5, LeafOf(1));

        Assert.All(Enumerable.Range(0, 2000), _ =>
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.False(ProofChecks.CheckEntry(ParseOr(bytes, new Proof()), LeafOf(1), trusted).Holds);
            Assert.False(ProofChecks.CheckInclusion(ParseOr(bytes, new InclusionProof()), 1, LeafOf(1)).Holds);
            Assert.False(ProofChecks.CheckExtension(ParseOr(bytes, new ConsistencyProof()), trusted).Holds);
        });
    }

    private static void Refused(ConsistencyProof good, TrustedRoot trusted, Action<ConsistencyProof> change)
    {
        ConsistencyProof bad = good.Clone();
        change(bad);
        Assert.False(ProofChecks.CheckExtension(bad, trusted).Holds);
    }

    private static T? ParseOr<T>(byte[] bytes, T message)
        where T : class, IMessage<T>
    {
        try
        {
            message.MergeFrom(bytes);
            return message;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static async Task FillAsync(TestLedger ledger, int from, int to)
    {
        for (int i = from; i < to; i++)
            await ledger.SetAsync($"{i}", $"{i}");
    }

    private static Hash LeafOf(int entry) => TreeHash.Leaf((ulong)entry, System.Text.Encoding.ASCII.GetBytes($"{entry}"), System.Text.Encoding.ASCII.GetBytes($"{entry}"));
}
