using System.Net;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>A body of many spaces.</summary>
internal sealed class EndlessContent(long bytes, bool isDeclared) : HttpContent
{
    private static readonly byte[] Spaces = [.. Enumerable.Repeat((byte)' ', 1 << 16)];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (long left = bytes; left > 0; left -= Spaces.Length)
            await stream.WriteAsync(Spaces.AsMemory(0, (int)Math.Min(left, Spaces.Length)));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes;
        return isDeclared;
    }
}
