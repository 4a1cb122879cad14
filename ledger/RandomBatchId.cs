using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ImmuFunctions.Ledger;

/// <summary>Batch ids from the system's random numbers: 128 bits never meet twice.</summary>
internal static class RandomBatchId
{
    public static UInt128 Next()
    {
        UInt128 id = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref id)));
        return id;
    }
}
