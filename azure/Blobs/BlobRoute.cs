namespace ImmuFunctions.Azure.Blobs;

/// <summary>Says which of a store's two containers a blob lies in, by its name alone.</summary>
/// <remarks>
/// <para>A name whose last part ends in <c>.seg</c> and whose part before is <c>log</c> is a segment of a log and lies in the log's container. All others lie
/// in the container of the state. A database may be called <c>log</c>: its index does not become a segment by that.</para>
/// <para>In the store of an audit, the verdicts, <c>audit/&lt;database&gt;/&lt;month&gt;.jsonl</c>, lie in the log's container: they are appended to as a log is. No blob of a ledger is called so.</para>
/// <para>The log's container holds append blobs that are only ever appended to, so it can be put under a policy that allows nothing else
/// (immutable storage with protected append writes). What is replaced or deleted in normal work must not lie there.</para>
/// <para>No prefix can be told to match names of one container only, so a listing asks both.</para>
/// </remarks>
internal static class BlobRoute
{
    /// <summary>What the second container's name has more than the first's.</summary>
    public const string StateSuffix = "-state";

    private const string SegmentExtension = ".seg";
    private const string LogPart = "log";
    private const string VerdictExtension = ".jsonl";
    private const string VerdictFolder = "audit/";

    /// <summary>Whether a blob lies in the log's container.</summary>
    public static bool IsLog(ReadOnlySpan<char> name)
    {
        if (name.StartsWith(VerdictFolder, StringComparison.Ordinal) && name.EndsWith(VerdictExtension, StringComparison.Ordinal))
            return true;
        int slash = name.LastIndexOf('/');
        if (slash < 0 || !name.EndsWith(SegmentExtension, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> before = name[..slash];
        return before[(before.LastIndexOf('/') + 1)..] is LogPart;
    }
}
