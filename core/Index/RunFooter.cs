namespace ImmuFunctions.Core.Index;

/// <summary>The end of a run's blob: its <see cref="RunInfo"/>, so that it can be read without a manifest.</summary>
public static class RunFooter
{
    /// <summary>Bytes at the blob's end that say how long the footer is.</summary>
    public const int TrailerBytes = 16;

    /// <summary>How many bytes at the blob's end are the footer, its trailer included.</summary>
    /// <param name="trailer">The blob's last <see cref="TrailerBytes"/> bytes.</param>
    /// <param name="footerBytes">Of the footer.</param>
    public static RunFault TryReadLength(ReadOnlySpan<byte> trailer, out int footerBytes) => throw new NotImplementedException();

    /// <summary>Decodes and checks a footer: ranges, page order and offsets, and that the page roots give the run's root.</summary>
    public static RunFault TryDecode(ReadOnlySpan<byte> footer, out RunInfo? run) => throw new NotImplementedException();
}
