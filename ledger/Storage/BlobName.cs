using System.Buffers;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>The rule for blob names, the same for every store.</summary>
/// <remarks>Names that end in <c>.tmp</c> or <c>.ack</c> are kept for the files that a folder needs beside its blobs.</remarks>
public static class BlobName
{
    /// <summary>What the names of blobs end in that only their owner may read, where a store knows owners: a folder does.</summary>
    public const string SecretExtension = ".secret";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-/");

    /// <summary>Throws <see cref="ArgumentException"/> if <paramref name="name"/> is not a blob name.</summary>
    public static void Require(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"blob name '{name}' has a character outside [a-z0-9._-/]", nameof(name));
        foreach (Range part in name.AsSpan().Split('/'))
        {
            if (name.AsSpan()[part] is "" or ['.', ..])
                throw new ArgumentException($"blob name '{name}' has a part that is empty or begins with a dot", nameof(name));
        }

        if (name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".ack", StringComparison.Ordinal))
            throw new ArgumentException($"blob name '{name}' has an ending that is kept for the store itself", nameof(name));
    }
}
