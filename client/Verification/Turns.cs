namespace ImmuFunctions.Client.Verification;

/// <summary>Lets calls that share a name go one after the other; some that do not share one wait for each other too.</summary>
internal sealed class Turns
{
    // Names come from outside: a fixed number of places takes any number of them.
    private readonly SemaphoreSlim[] _places = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async ValueTask<Turn> TakeAsync(string name, CancellationToken cancellationToken)
    {
        SemaphoreSlim place = _places[(uint)name.GetHashCode(StringComparison.Ordinal) % (uint)_places.Length];
        await place.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(place);
    }

    /// <summary>Ends when it is disposed. The default is nobody's turn.</summary>
    public readonly struct Turn(SemaphoreSlim place) : IDisposable
    {
        public void Dispose() => place?.Release();
    }
}
