namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>A body is longer than allowed.</summary>
/// <param name="limit">Bytes allowed.</param>
internal sealed class BodyTooLargeException(long limit) : IOException($"the body has more than {limit} bytes");
