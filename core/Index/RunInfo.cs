using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>What has to be known of a run to read it: kept in its footer, and by the manifest that names it.</summary>
/// <param name="From">Index of the first entry whose rows it holds.</param>
/// <param name="To">One past the index of the last.</param>
/// <param name="Slices">Slices of the log that it covers, at least 1.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Keys">Distinct keys among them (groups of family K).</param>
/// <param name="Length">Bytes of the whole blob, footer included.</param>
/// <param name="Root">RFC 6962 root over the rows; the root of no leaves if there are none.</param>
/// <param name="Pages">Its pages in order.</param>
public sealed record RunInfo(ulong From, ulong To, int Slices, long Rows, long Keys, long Length, Hash Root, IReadOnlyList<PageInfo> Pages);
