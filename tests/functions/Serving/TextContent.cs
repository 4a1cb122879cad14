using System.Net;
using System.Text;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>A body whose length is in the headers, or not.</summary>
internal sealed class TextContent(string text, bool isDeclared) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = Encoding.UTF8.GetByteCount(text);
        return isDeclared;
    }
}
