using System.Buffers;

namespace ImmuFunctions.Functions.Rest;

/// <summary>Reads whole bodies; how long they may be, the host has seen to.</summary>
internal static class RequestBody
{
    // Grows as bytes really come: who only announces many shall not cost many.
    private const int FirstBytes = 4096;

    /// <summary>The body of <paramref name="context"/>'s request.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength == 0)
            return default;
        var body = new ArrayBufferWriter<byte>(FirstBytes);
        while (true)
        {
            int read = await context.Request.Body.ReadAsync(body.GetMemory(FirstBytes), context.RequestAborted);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
        }
    }
}
