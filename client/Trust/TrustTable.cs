using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Client.Trust;

/// <summary>All that is remembered, and its form as a file: one line each, fields apart by tabs, in order.</summary>
/// <remarks>
/// <code>
/// immufunctions-trusted-roots 1
/// at       &lt;address&gt; &lt;server&gt;
/// key      &lt;server&gt; &lt;public point, base64&gt;
/// audited  &lt;server&gt; &lt;database&gt; &lt;size&gt; &lt;root, hex&gt; &lt;signature, base64&gt; &lt;public point, base64&gt;
/// verified &lt;server&gt; &lt;database&gt; &lt;size&gt; &lt;root, hex&gt; &lt;signature, base64&gt; &lt;public point, base64&gt;
/// </code>
/// Names are percent-encoded; signature and point may be empty. Every line ends with a line feed.
/// </remarks>
internal sealed record TrustTable(ImmutableDictionary<RootLine, TrustedRoot> Roots, ImmutableDictionary<string, ByteString> Keys, ImmutableDictionary<string, string> Servers)
{
    private const string Header = "immufunctions-trusted-roots 1";
    private const string KeyWord = "key";
    private const string AddressWord = "at";

    public static TrustTable Empty { get; } = new(
        ImmutableDictionary<RootLine, TrustedRoot>.Empty, ImmutableDictionary<string, ByteString>.Empty, ImmutableDictionary<string, string>.Empty);

    /// <summary>The table with a root, or this table if it has one of a log as long or longer.</summary>
    public TrustTable With(RootLine line, TrustedRoot root) =>
        root.IsNone || (Roots.TryGetValue(line, out TrustedRoot? kept) && kept.Size >= root.Size) ? this : this with { Roots = Roots.SetItem(line, root) };

    /// <summary>The table with a key, or this table if it has one.</summary>
    public TrustTable WithKey(string server, ByteString publicPoint) =>
        Keys.ContainsKey(server) ? this : this with { Keys = Keys.Add(server, publicPoint) };

    /// <summary>The table with the server at an address, or this table if it has one.</summary>
    public TrustTable WithServer(string address, string server) =>
        Servers.ContainsKey(address) ? this : this with { Servers = Servers.Add(address, server) };

    /// <summary>The table as a file.</summary>
    public byte[] Format()
    {
        IEnumerable<string> servers = Servers.Select(server => $"{AddressWord}\t{Escape(server.Key)}\t{Escape(server.Value)}").Order(StringComparer.Ordinal);
        IEnumerable<string> keys = Keys.Select(key => $"{KeyWord}\t{Escape(key.Key)}\t{key.Value.ToBase64()}").Order(StringComparer.Ordinal);
        IEnumerable<string> roots = Roots.Select(root => FormatRoot(root.Key, root.Value)).Order(StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(string.Concat([Header + "\n", .. servers.Concat(keys).Concat(roots).Select(line => line + "\n")]));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Bytes from anywhere.</param>
    /// <param name="badLine">Number of the first line that is none, from 1; 0 if all are good.</param>
    /// <returns>Null if a line is none: a table is read whole or not at all.</returns>
    public static TrustTable? Parse(ReadOnlySpan<byte> file, out int badLine)
    {
        string[] lines = Encoding.UTF8.GetString(file).Split('\n');
        TrustTable table = Empty;
        badLine = lines[0] == Header ? 0 : 1;
        for (int i = 1; badLine == 0 && i < lines.Length - 1; i++)
        {
            if (Parse(table, lines[i].Split('\t')) is { } next)
                table = next;
            else
                badLine = i + 1;
        }

        if (badLine == 0 && lines[^1].Length > 0)
            badLine = lines.Length; // cut short
        return badLine == 0 && lines.Length > 1 ? table : null;
    }

    private static string FormatRoot(RootLine line, TrustedRoot root) => string.Join(
        '\t',
        line.Keeper,
        Escape(line.Server),
        Escape(line.Database),
        root.Size.ToString(CultureInfo.InvariantCulture),
        root.Hash,
        root.Signature.Der.ToBase64(),
        root.Signature.PublicPoint.ToBase64());

    private static TrustTable? Parse(TrustTable table, string[] fields)
    {
        if (fields is [KeyWord, var signer, var point])
        {
            return TryUnescape(signer, out string signerName) && TryBase64(point, out ByteString pinned) && !pinned.IsEmpty && !table.Keys.ContainsKey(signerName)
                ? table.WithKey(signerName, pinned)
                : null;
        }

        if (fields is [AddressWord, var place, var at])
        {
            return TryUnescape(place, out string address) && TryUnescape(at, out string identity) && !table.Servers.ContainsKey(address)
                ? table.WithServer(address, identity)
                : null;
        }

        if (fields is not [{ Length: > 0 } keeper, var server, var database, var sizeText, var hex, var der, var signedBy] || keeper is KeyWord or AddressWord
            || !TryUnescape(server, out string serverName) || !TryUnescape(database, out string databaseName)
            || !ulong.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out ulong size) || size is 0 or > TreeSize.Max
            || !Hash.TryParse(hex, out Hash hash) || !TryBase64(der, out ByteString signature) || !TryBase64(signedBy, out ByteString publicPoint))
        {
            return null;
        }

        var line = new RootLine(keeper, serverName, databaseName);
        var root = new TrustedRoot(size, hash) { Signature = new RootSignature(signature, publicPoint) };
        return table.Roots.ContainsKey(line) ? null : table.With(line, root);
    }

    private static string Escape(string name) => Uri.EscapeDataString(name);

    private static bool TryUnescape(string text, out string name)
    {
        name = Uri.UnescapeDataString(text);
        return Uri.EscapeDataString(name) == text;
    }

    private static bool TryBase64(string text, out ByteString bytes)
    {
        byte[] buffer = new byte[text.Length];
        bool good = Convert.TryFromBase64String(text, buffer, out int length);
        bytes = ByteString.CopyFrom(buffer, 0, good ? length : 0);
        return good;
    }
}
