namespace ImmuFunctions.Simulator.Cloud;

/// <summary>A blob in the simulated cloud.</summary>
internal sealed class CloudBlob(string version, bool isAppendBlob)
{
    private byte[] _bytes = [];

    public string Version { get; private set; } = version;

    public bool IsAppendBlob => isAppendBlob;

    /// <summary>When it was created, in virtual time.</summary>
    public required TimeSpan Created { get; init; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> data, string version)
    {
        if (_bytes.Length < Length + data.Length)
            Array.Resize(ref _bytes, Math.Max(Length + data.Length, isAppendBlob ? 2 * _bytes.Length : 0));
        data.CopyTo(_bytes.AsSpan(Length));
        Length += data.Length;
        Version = version;
    }
}
