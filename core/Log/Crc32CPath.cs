namespace ImmuFunctions.Core.Log;

/// <summary>Ways to compute a CRC-32C; all give the same number.</summary>
public enum Crc32CPath
{
    /// <summary>Lookup tables, eight bytes a step: runs anywhere.</summary>
    Table = 0,

    /// <summary>The processor's CRC-32C instruction (SSE 4.2 or Arm), three streams side by side.</summary>
    Instruction,
}
