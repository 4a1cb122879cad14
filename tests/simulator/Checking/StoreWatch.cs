using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>Checks whatever lands in the cloud, when it lands.</summary>
internal sealed class StoreWatch(Verdict verdict, LogModel log, TileWatch tiles, IndexWatch index, LostBlobs lost) : ICloudWatch
{
    private const string TileFolder = "tile/";
    private const string PositionFolder = "positions/";

    public void Created(string name) => verdict.Require(log.Create(name));

    public void Appended(string name, long position, ReadOnlySpan<byte> data) => verdict.Require(log.Append(name, position, data));

    public void Written(string name, CloudBlob? before, CloudBlob now)
    {
        lost.Restore(name);
        verdict.Require(name switch
        {
            _ when name == ManifestCodec.Name => index.CheckManifest(now.Bytes),
            _ when name.StartsWith(RunName.Folder, StringComparison.Ordinal) => index.CheckRun(name, now.Bytes),
            _ when name.StartsWith(TileFolder, StringComparison.Ordinal) => tiles.Check(name, now.Bytes),
            _ when name.StartsWith(PositionFolder, StringComparison.Ordinal) => tiles.CheckPositions(name, now.Bytes),
            _ when name.StartsWith(SegmentName.Folder, StringComparison.Ordinal) => $"{name} was replaced",
            _ => null,
        });
    }

    public void Deleted(string name, VirtualProcess? by)
    {
        if (name == ManifestCodec.Name)
            index.LoseManifest();
        if (name.StartsWith(SegmentName.Folder, StringComparison.Ordinal))
            verdict.Report($"{by?.Name} deleted {name}");
        else if (by is null)
            lost.Lose(name);
        else if (name.StartsWith(RunName.Folder, StringComparison.Ordinal))
            verdict.Require(index.CheckDeletion(name, by));
        else if (!lost.WasEverLost(name))
            verdict.Report($"{by.Name} deleted {name}, which nobody had lost");
    }
}
