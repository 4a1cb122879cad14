using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using Xunit;
using static ImmuFunctions.Ledger.Tests.Requests.Named;

namespace ImmuFunctions.Ledger.Tests.Requests;

public sealed class RequestWindowTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(CommittedRequest.Window - 1)]
    [InlineData(CommittedRequest.Window)]
    [InlineData(CommittedRequest.Window + 1)]
    [InlineData((3 * CommittedRequest.Window) + 7)]
    public void ToArray_SoManyAdded_IsTheLastOfThemInOrder(int added)
    {
        CommittedRequest[] requests = [.. Enumerable.Range(0, added).Select(Request)];
        var window = new RequestWindow(requests);

        Assert.Equal(requests.TakeLast(CommittedRequest.Window), window.ToArray());
        Assert.All(requests, request => Assert.Equal((int)request.FirstIndex >= added - CommittedRequest.Window, window.TryGet(request.Id, out _)));
    }

    // Whether it was read from a manifest or grew with the log, it answers the same: also where a foreign log has an id twice.
    [Fact]
    public void TryGet_MadeFromWhatAnotherHolds_AnswersAsThatDoes()
    {
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var grown = new RequestWindow([]);
            for (int i = random.Next(CommittedRequest.Window * 2); i >= 0; i--)
                grown.Add(Request(i) with { Id = Id(random.Next(2, 6_000)) });
            var read = new RequestWindow(grown.ToArray());

            return Enumerable.Range(0, 6_000).All(id =>
                grown.TryGet(Id(id), out CommittedRequest one) == read.TryGet(Id(id), out CommittedRequest other) && one == other);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public void TryGet_NoIdWasEverUsed_AllocatesNothing()
    {
        var window = new RequestWindow([]);
        Look(window);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Look(window);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Look(RequestWindow window) => window.TryGet(Id(1), out _);

    private static CommittedRequest Request(int number) => new(Id(number), (ulong)number, 1);
}
