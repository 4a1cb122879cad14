using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Cloud;

/// <summary>Sees everything that changes in the cloud, at the moment it does.</summary>
internal interface ICloudWatch
{
    void Created(string name);

    void Appended(string name, long position, ReadOnlySpan<byte> data);

    /// <summary>A blob was written whole: put, or an upload that was committed.</summary>
    void Written(string name, CloudBlob? before, CloudBlob now);

    /// <param name="name">The blob.</param>
    /// <param name="by">Who had it deleted; null for somebody outside, by whom nothing should be.</param>
    void Deleted(string name, VirtualProcess? by);
}
