using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Simulator.Cloud;

namespace ImmuFunctions.Simulator.World;

/// <summary>What happens to hosts and blobs from outside: deaths, pauses, stops, blobs that somebody deletes.</summary>
internal sealed class Weather(SimulationContext context, IReadOnlyList<Site> sites, Func<Site, Task<bool>> write)
{
    private Random Chance => context.Chance;

    /// <summary>Goes on until the storm is over.</summary>
    public async Task RunAsync()
    {
        while (context.Plan.Chaos is { } mean && !context.IsStormOver)
        {
            await context.DelayAsync(context.DrawAround(mean));
            if (!context.IsStormOver)
                Strike(sites[Chance.Next(sites.Count)]);
        }
    }

    /// <summary>Whoever looks after the hosts: does what their errors say.</summary>
    public async Task LookAfterAsync()
    {
        while (!context.IsStormOver)
        {
            await context.DelayAsync(TimeSpan.FromSeconds(2));
            if (context.MustDeleteIndex)
                DeleteIndex();
        }
    }

    /// <summary>Stops all hosts and deletes the index, so that it is made again.</summary>
    public void DeleteIndex()
    {
        context.MustDeleteIndex = false;
        context.Tally.Count(Fault.IndexDeletedByOperator);
        context.Note("all", "the index is deleted");
        foreach (Site site in sites)
            site.Kill();
        foreach (string name in context.Cloud.Under(RunName.Folder).Select(b => b.Key).ToArray())
            context.Cloud.Delete(name, null);
    }

    private void Strike(Site site)
    {
        switch (Chance.Next(12))
        {
            case < 4:
                site.Kill();
                break;
            case < 7:
                Pause(site);
                break;
            case 7:
                _ = site.StopAsync();
                break;
            case 8:
                foreach (Site each in sites)
                    _ = write(each); // all at once: only one can be first
                break;
            default:
                if (context.Plan.LosesBlobs)
                    Lose();
                break;
        }
    }

    private void Pause(Site site)
    {
        if (site.Process is not { IsDead: false, IsPaused: false } process)
            return;
        context.Tally.Count(Fault.Pause);
        TimeSpan pause = TimeSpan.FromMilliseconds(Math.Pow(10, 2 + (Chance.NextDouble() * 2.5)));
        context.Note(process.Name, $"pauses for {pause}");
        process.Pause();
        context.Driver.Plan(pause, process.Resume);
    }

    private void Lose()
    {
        string[] names = [.. context.Cloud.Under("").Select(b => b.Key).Where(n => !n.StartsWith(SegmentName.Folder, StringComparison.Ordinal) && n != "settings")];
        if (names.Length == 0)
            return;
        string name = names[Chance.Next(names.Length)];
        context.Tally.Count(name switch
        {
            ManifestCodec.Name => Fault.LostManifest,
            _ when name.StartsWith(RunName.Folder, StringComparison.Ordinal) => Fault.LostRun,
            _ when name.StartsWith("tile/", StringComparison.Ordinal) => Fault.LostTile,
            _ => Fault.LostPositions,
        });
        context.Note("all", $"{name} is lost");
        context.Cloud.Delete(name, null);
    }
}
