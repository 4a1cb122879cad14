using ImmuFunctions.Cli.Stores.Rows;
using ImmuFunctions.Client;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>What is known of an import's place while batches are under way.</summary>
public sealed class ImportPlaceTests
{
    private static readonly ImportState Begun = new(DateTimeOffset.UnixEpoch, "", 0, 100, []);

    [Fact]
    public void Take_OneUnderWay_NextIsBehindTheLast()
    {
        var place = new ImportPlace(Begun, 1);

        ImportState state = place.Take(new ImportProgress(10, 0, 119));

        Assert.Equal((10UL, 120UL, 0), (state.Written, state.Next, state.Told.Count));
    }

    [Fact]
    public void Take_LaterBatchCameFirst_MayStillBeFound()
    {
        var place = new ImportPlace(Begun, 2);

        ImportState first = place.Take(new ImportProgress(10, 0, 119)); // entries 110 to 119; the second batch may be 100 to 109
        ImportState second = place.Take(new ImportProgress(20, 0, 109));

        Assert.Equal((100UL, new WrittenRange(110, 120)), (first.Next, Assert.Single(first.Told)));
        Assert.Equal((20UL, 120UL, 0), (second.Written, second.Next, second.Told.Count));
    }
}
