using System.Diagnostics;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Hashing;

/// <summary>SHA-256 of tree nodes and leaves: the platform's, and the batch hash by each of its paths.</summary>
internal sealed class HashBenchmark
{
    private const int Rounds = 300;
    private const int WarmUpRounds = 100;

    /// <summary>Runs it.</summary>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        var methods = HashMethods.Create();
        var times = await ProgressDisplay.ShowAsync(
            "hashing", Rounds + WarmUpRounds, progress => Task.FromResult(Measure(methods, progress, cancellationToken)));
        var nanoseconds = methods.Zip(times).ToDictionary(
            pair => pair.First, pair => pair.Second.Order().ElementAt(Rounds / 2).TotalNanoseconds / HashMethods.Digests);
        return new Section(
            "Hashing",
            $"{Figures.Count(HashMethods.Digests)} digests at a time on one core, every way in turn, the median of {Rounds} rounds. A node is 65 bytes; a leaf here is that of a "
                + "key of 16 bytes and a value of 64. All ways were checked to agree.",
            ["what", "how", "ns each", "× SHA256.HashData", "target"],
            [.. methods.Select(method => Row(method, nanoseconds))],
            []);
    }

    private static TimeSpan[][] Measure(IReadOnlyList<HashMethod> methods, ProgressCount progress, CancellationToken cancellationToken)
    {
        TimeSpan[][] times = [.. methods.Select(_ => new TimeSpan[Rounds])];
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < methods.Count; i++)
            {
                var started = Stopwatch.GetTimestamp();
                methods[i].Run();
                if (round >= 0)
                    times[i][round] = Stopwatch.GetElapsedTime(started);
            }

            progress.Add(1);
        }

        return times;
    }

    private static IReadOnlyList<string> Row(HashMethod method, Dictionary<HashMethod, double> nanoseconds)
    {
        var alone = nanoseconds.First(pair => pair.Key.Group == method.Group).Value;
        return
        [
            method.Group,
            method.Name,
            Figures.Tenths(nanoseconds[method]),
            Figures.Ratio(alone / nanoseconds[method]),
            method.Target is { } target ? $"≥ {Figures.Ratio(target)}" : "",
        ];
    }
}
