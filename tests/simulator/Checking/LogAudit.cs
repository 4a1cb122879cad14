using ImmuFunctions.Core.Log;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.World;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>Reads the segments from the beginning once more: what lies there in the end is what landed.</summary>
internal static class LogAudit
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(SimulatedCloud cloud, LogModel log, WorldPlan plan)
    {
        var again = new LogModel(plan.SliceEntries, plan.SegmentFrames);
        foreach ((string name, CloudBlob blob) in cloud.Under(SegmentName.Folder))
        {
            if (again.Create(name) is { } misplaced)
                return misplaced;
            for (int position = 0; position < blob.Length;)
            {
                if (!FrameCodec.TryReadLength(blob.Bytes[position..], out int length) || position + length > blob.Length)
                    return $"{name} holds no frame at byte {position}";
                if (again.Append(name, position, blob.Bytes.Slice(position, length)) is { } fault)
                    return fault;
                position += length;
            }
        }

        return again.Size == log.Size && again.Root(again.Size) == log.Root(log.Size) ? null : $"the segments hold {again.Size} entries; {log.Size} had landed";
    }
}
