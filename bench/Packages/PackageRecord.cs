using Google.Protobuf;

namespace ImmuFunctions.Bench.Packages;

/// <summary>One package as an entry.</summary>
/// <param name="Number">Its place in the list, from 0.</param>
/// <param name="Key">name=version:architecture</param>
/// <param name="Value">The whole record, byte for byte.</param>
internal sealed record PackageRecord(long Number, ByteString Key, ByteString Value);
