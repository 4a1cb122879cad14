using System.Globalization;

namespace ImmuFunctions.Bench.Costs;

/// <summary>One operation of a store.</summary>
/// <param name="Verb">What was asked for.</param>
/// <param name="Name">The blob, or a listing's prefix.</param>
/// <param name="Bytes">Bytes that were read or written; 0 where there are none, −1 if the blob was not there.</param>
internal readonly record struct StoreOperation(StoreVerb Verb, string Name, long Bytes)
{
    /// <summary>Whether this only looked if the log has grown, and found that it has not.</summary>
    public bool IsProbe => Verb == StoreVerb.Read && IsIn("log/") && Bytes == 0;

    /// <summary>Whether the blob lies in a folder, such as <c>tile/</c>.</summary>
    public bool IsIn(string folder) => Name.StartsWith(folder, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"{Verb.ToString().ToLowerInvariant()} {Name}";
        if (Verb is StoreVerb.Create or StoreVerb.List or StoreVerb.Delete or StoreVerb.Tail)
            return text;
        return Bytes < 0 ? $"{text} (not there)" : string.Create(CultureInfo.InvariantCulture, $"{text} {Bytes:N0} B");
    }
}
