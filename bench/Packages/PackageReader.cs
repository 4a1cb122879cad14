using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf;

namespace ImmuFunctions.Bench.Packages;

/// <summary>Reads records of "Field: value" lines that are separated by empty lines.</summary>
/// <remarks>Source: deb-control(5). A record without the field Package is left out, and so is a second one with the same key.</remarks>
internal static class PackageReader
{
    // One character per byte: records come out as the bytes they were, whatever their encoding.
    private static readonly Encoding Bytes = Encoding.Latin1;

    /// <summary>Reads to the end.</summary>
    public static async IAsyncEnumerable<PackageRecord> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Bytes, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var lines = new List<string>();
        string? line;
        do
        {
            line = await reader.ReadLineAsync(cancellationToken);
            if (!string.IsNullOrEmpty(line))
            {
                lines.Add(line);
                continue;
            }

            if (KeyOf(lines) is { } key && seen.Add(key))
            {
                var value = string.Concat(lines.Select(text => text + "\n"));
                yield return new PackageRecord(seen.Count - 1, ByteString.CopyFrom(key, Bytes), ByteString.CopyFrom(value, Bytes));
            }

            lines.Clear();
        }
        while (line is not null);
    }

    private static string? KeyOf(List<string> lines) => Field(lines, "Package: ") is { } name
        ? $"{name}={Field(lines, "Version: ")}:{Field(lines, "Architecture: ")}"
        : null;

    private static string? Field(List<string> lines, string start) =>
        lines.Find(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
}
