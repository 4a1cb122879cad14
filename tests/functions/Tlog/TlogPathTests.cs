using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Functions.Tlog;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

public sealed class TlogPathTests
{
    public static TheoryData<string> Good =>
    [
        "/tlog/defaultdb/checkpoint", "/tlog/d%2Bb/checkpoint", "/tlog/defaultdb/receipts", "/tlog/defaultdb/receipts/0.tlog-proof", "/tlog/defaultdb/receipts/9223372036854775807.tlog-proof",
        "/tlog/defaultdb/tile/0/000", "/tlog/defaultdb/tile/7/000", "/tlog/defaultdb/tile/0/999", "/tlog/defaultdb/tile/0/x001/000", "/tlog/defaultdb/tile/0/x001/x234/067", "/tlog/defaultdb/tile/1/x001/x234/067.p/1",
        "/tlog/defaultdb/tile/0/000.p/255", "/tlog/defaultdb/tile/entries/000", "/tlog/defaultdb/tile/entries/x001/x234/067", "/tlog/defaultdb/tile/entries/x001/000.p/200",
    ];

    /// <summary>Everything that is nearly a path.</summary>
    public static TheoryData<string> Bad =>
    [
        "", "/", "/tlog", "/tlog/", "/tlog//checkpoint", "/tlog/defaultdb", "/tlog/defaultdb/", "/TLOG/defaultdb/checkpoint", "/tlog/defaultdb/Checkpoint", "/tlog/defaultdb/checkpoint/", "/tlog/defaultdb//checkpoint",
        "/tlog/defaultdb/%63heckpoint", "/tlog/%64efaultdb/checkpoint", "/tlog/d+b/checkpoint", "/tlog/d%2bb/checkpoint", "/tlog/a%2Fb%/checkpoint", "/tlog/a/b/checkpoint", "x/tlog/defaultdb/checkpoint",
        "/tlog/defaultdb/tile", "/tlog/defaultdb/tile/", "/tlog/defaultdb/tile/0", "/tlog/defaultdb/tile/0/", "/tlog/defaultdb/tile/00/000", "/tlog/defaultdb/tile/8/000", "/tlog/defaultdb/tile/63/000", "/tlog/defaultdb/tile/-1/000",
        "/tlog/defaultdb/tile/+0/000", "/tlog/defaultdb/tile/0/0", "/tlog/defaultdb/tile/0/00", "/tlog/defaultdb/tile/0/0000", "/tlog/defaultdb/tile/0/x000", "/tlog/defaultdb/tile/0/x000/000", "/tlog/defaultdb/tile/0/001/000",
        "/tlog/defaultdb/tile/0/x001/x000", "/tlog/defaultdb/tile/0/X001/000", "/tlog/defaultdb/tile/0/x01/000", "/tlog/defaultdb/tile/0/x001/000/", "/tlog/defaultdb/tile/0//000", "/tlog/defaultdb/tile/0/٠٠٠",
        "/tlog/defaultdb/tile/0/000.p", "/tlog/defaultdb/tile/0/000.p/", "/tlog/defaultdb/tile/0/000.p/0", "/tlog/defaultdb/tile/0/000.p/256", "/tlog/defaultdb/tile/0/000.p/999", "/tlog/defaultdb/tile/0/000.p/1000",
        "/tlog/defaultdb/tile/0/000.p/01", "/tlog/defaultdb/tile/0/000.p/-1", "/tlog/defaultdb/tile/0/000.p/1/", "/tlog/defaultdb/tile/0/000.P/1", "/tlog/defaultdb/tile/0/000.p/1.p/1", "/tlog/defaultdb/tile/0/000%2Ep/1", "/tlog/defaultdb/tile/0/00%30",
        "/tlog/defaultdb/tile/0/x018/x446/x744/x073/x709/x551/615", "/tlog/defaultdb/tile/0/x999/x999/x999/x999/x999/x999/999", "/tlog/defaultdb/tile/7/001", "/tlog/defaultdb/tile/1/x140/x737/x488/x355/328",
        "/tlog/defaultdb/tile/entries", "/tlog/defaultdb/tile/entries/", "/tlog/defaultdb/tile/entries/0", "/tlog/defaultdb/tile/entries/0/000", "/tlog/defaultdb/tile/entries/000.p/0", "/tlog/defaultdb/tile/entries/000.p/256", "/tlog/defaultdb/tile/Entries/000",
        "/tlog/defaultdb/receipts/", "/tlog/defaultdb/receipts/0", "/tlog/defaultdb/receipts/.tlog-proof", "/tlog/defaultdb/receipts/00.tlog-proof", "/tlog/defaultdb/receipts/+1.tlog-proof", "/tlog/defaultdb/receipts/-1.tlog-proof",
        "/tlog/defaultdb/receipts/0.tlog-proof/", "/tlog/defaultdb/receipts/0.TLOG-PROOF", "/tlog/defaultdb/receipts/9223372036854775808.tlog-proof", "/tlog/defaultdb/receipts/18446744073709551616.tlog-proof", "/tlog/defaultdb/receipts/0/0.tlog-proof",
        "/tlog/defaultdb/tile/../checkpoint", "/tlog/./checkpoint/..", "/tlog/defaultdb/tile/0/000?", "/tlog/defaultdb/checkpoint#", "/tlog/defaultdb/checkpoint\0", "/tlog/defaultdb/ checkpoint",
    ];

    [Theory, MemberData(nameof(Good))]
    public void TryParse_Path_IsWhatItWasWrittenFrom(string path)
    {
        Assert.True(TlogPath.TryParse(path, out TlogPath? parsed));
        Assert.Equal(path, Format(parsed));
    }

    [Theory, MemberData(nameof(Bad))]
    public void TryParse_NearlyAPath_IsRefused(string path) => Assert.False(TlogPath.TryParse(path, out _));

    [Fact]
    public void TryParse_AnyChange_IsRefusedOrAnotherCanonicalPath()
    {
        var random = new Random(7);
        const string Letters = "0123456789x./p%-+tlogieschekprfd \0é";
        string[] good = [.. Good.Select(row => row.Data)];
        int taken = 0;
        for (int round = 0; round < 50_000; round++)
        {
            List<char> path = [.. good[random.Next(good.Length)]];
            for (int change = random.Next(1, 4); change > 0 && path.Count > 0; change--)
            {
                int at = random.Next(path.Count);
                switch (random.Next(3))
                {
                    case 0: path.RemoveAt(at); break;
                    case 1: path.Insert(at, Letters[random.Next(Letters.Length)]); break;
                    default: path[at] = Letters[random.Next(Letters.Length)]; break;
                }
            }

            string changed = new([.. path]);
            if (!TlogPath.TryParse(changed, out TlogPath? parsed))
                continue;
            taken++;
            Assert.Equal(changed, Format(parsed));
        }

        Assert.InRange(taken, 100, 20_000);
    }

    private static string Format(TlogPath path) => $"/tlog/{Uri.EscapeDataString(path.Database)}/" + path.Kind switch
    {
        TlogKind.Checkpoint => "checkpoint",
        TlogKind.Tile => TilePath.Format(path.Tile, path.Width),
        TlogKind.Entries => "tile/entries/" + TilePath.Format(path.Tile, path.Width)["tile/0/".Length..],
        _ => path.Index is { } index ? $"receipts/{index}.tlog-proof" : "receipts",
    };
}
