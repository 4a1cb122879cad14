using System.Buffers;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Refuses bodies that are too long: before they are read if their length is known, otherwise as soon as it shows.</summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="maxBytes">Bytes of the longest body.</param>
internal sealed class BodyLimit(RequestDelegate next, long maxBytes)
{
    // A caller who has not finished sending does not listen yet, and loses the answer if the connection is closed meanwhile.
    private const long MaxDrainBytes = 128 << 20;
    private const int DrainBufferBytes = 1 << 16;

    private static readonly TimeSpan MaxDrainTime = TimeSpan.FromSeconds(10);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > maxBytes)
            throw new BodyTooLargeException(maxBytes);
        if (context.Request.ContentLength is null)
            context.Request.Body = new LimitedBody(context.Request.Body, maxBytes);
        return next(context);
    }

    /// <summary>Sends the answer, and then takes what is still coming of the body, within bounds.</summary>
    public static async Task DrainAsync(HttpContext context)
    {
        await context.Response.CompleteAsync();
        if (context.Request.Headers.Expect.Count > 0)
            return;
        Stream body = context.Request.Body is LimitedBody limited ? limited.Inner : context.Request.Body;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(DrainBufferBytes);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        time.CancelAfter(MaxDrainTime);
        try
        {
            for (long taken = 0; taken < MaxDrainBytes;)
            {
                int read = await body.ReadAsync(buffer, time.Token);
                if (read == 0)
                    return;
                taken += read;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The answer is out; the rest is the caller's own affair.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
