using FsCheck;
using FsCheck.Fluent;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.SortedSets;

public sealed class ZScanProperties
{
    // Few numbers and targets, so that scores, bounds and targets meet; a target that is the beginning of another.
    private static readonly Gen<double> Number = Gen.Elements(double.NegativeInfinity, -2, -1, -double.Epsilon, -0.0, 0, double.Epsilon, 1, 2, double.PositiveInfinity);
    private static readonly Gen<string> Target = Gen.Elements("a", "a\x1", "b", "\xff");
    private static readonly Gen<double?> Bound = Gen.Frequency((1, Gen.Constant<double?>(null)), (2, Number.Select(number => (double?)number)));

    private static readonly Gen<(MemberModel[] Members, double? Min, double? Max, bool Reverse, int PageSize)> Cases =
        from members in Member().ArrayOf().Resize(20)
        from min in Bound
        from max in Bound
        from reverse in Gen.Elements(true, false)
        from pageSize in Gen.Choose(1, 5)
        select (members, min, max, reverse, pageSize);

    [Fact]
    public void ZScan_AnyMembersAndRequest_PagesAgreeWithTheModel() =>
        Prop.ForAll(Cases.ToArbitrary(), test =>
            ScanAsync(test.Members, test.Min, test.Max, test.Reverse, test.PageSize).GetAwaiter().GetResult()
                .SequenceEqual(MemberModel.Scan(test.Members, test.Min, test.Max, test.Reverse)))
            .QuickCheckThrowOnFailure();

    private static Gen<MemberModel> Member() =>
        from score in Number
        from target in Target
        select new MemberModel(BitConverter.DoubleToInt64Bits(score), target);

    private static async Task<MemberModel[]> ScanAsync(MemberModel[] members, double? min, double? max, bool reverse, int pageSize)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "a\x1", "b", "\xff");
        foreach (MemberModel member in members)
            await server.ZAddAsync("s", member.Score, member.Target);

        var request = new ZScanOptions { Set = Bytes.Of("s"), Min = ScoreOf(min), Max = ScoreOf(max), Reverse = reverse, Limit = (ulong)pageSize };
        var seen = new List<MemberModel>();
        while (await server.ZScanAsync(request) is { Items.Count: > 0 } page)
        {
            seen.AddRange(page.Items.Select(MemberModel.Of));
            request.Offset = page.Items[^1].CurrentOffset;
        }

        return [.. seen];
    }

    private static Score? ScoreOf(double? bound) => bound is { } score ? new Score { Score_ = score } : null;
}
