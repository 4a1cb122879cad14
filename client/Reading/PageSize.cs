using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>How many items to ask for at a time where nobody knows how large they are: fewer once an answer was too large.</summary>
internal struct PageSize
{
    /// <summary>Two at least: with one, a page could not show that there is more behind it.</summary>
    public const ulong Least = 2;

    private const ulong Usual = 1_024;

    public PageSize()
    {
    }

    public ulong Items { get; private set; } = Usual;

    /// <summary>Whether a failure was about the size, and there is a smaller one to try.</summary>
    public bool TryShrink(RpcException failure)
    {
        if (failure.Code != StatusCode.ResourceExhausted || Items <= Least)
            return false;
        Items /= 2;
        return true;
    }

    /// <summary>Asks for more: a page brought nothing new.</summary>
    public void Grow() => Items *= 2;
}
