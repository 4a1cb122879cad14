namespace ImmuFunctions.Core.Index;

/// <summary>The manifest as stored.</summary>
public static class ManifestCodec
{
    /// <summary>Its blob's name, relative to the ledger's prefix.</summary>
    public const string Name = "index/manifest";

    /// <summary>Encodes a manifest.</summary>
    /// <exception cref="ArgumentException">Its parts do not fit each other.</exception>
    public static byte[] Encode(Manifest manifest) => throw new NotImplementedException();

    /// <summary>Decodes and checks a manifest: checksum, that the runs cover it, that each run's page roots give its root, and that the tiles give <see cref="Manifest.Root"/>.</summary>
    /// <param name="bytes">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="manifest">The manifest, or null on a fault.</param>
    public static RunFault TryDecode(ReadOnlySpan<byte> bytes, out Manifest? manifest) => throw new NotImplementedException();
}
