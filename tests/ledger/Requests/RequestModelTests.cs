using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Requests;

/// <summary>Random histories of two hosts: requests with and without ids, sent again to either, with lost answers, lost and late appends, and starts of every kind.</summary>
public sealed class RequestModelTests
{
    [Fact]
    public void Histories_OfTwoHosts_HaveEveryRequestAtMostOnceAndOneWindow()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => RunAsync(seed).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static async Task RunAsync(int seed)
    {
        await using TwoHosts hosts = await TwoHosts.OpenAsync(new Random(seed));
        for (int step = 0; step < 40; step++)
            await hosts.StepAsync();
        await hosts.CheckAsync();
    }
}
