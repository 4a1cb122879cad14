using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Merkle trees and signed notes as a stranger reads them in RFC 6962, RFC 9162 and C2SP's pages: nothing of the product takes part.</summary>
internal static class StrangersTree
{
    /// <summary>RFC 6962 section 2.1, over leaf hashes.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
            return SHA256.HashData([]);
        if (leaves.Length == 1)
            return leaves[0];
        int split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return Node(Root(leaves[..split]), Root(leaves[split..]));
    }

    public static byte[] Leaf(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    public static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>RFC 9162 section 2.1.3.2.</summary>
    public static bool IsIncluded(ulong index, ulong size, byte[] leaf, IEnumerable<byte[]> path, byte[] root)
    {
        if (index >= size)
            return false;
        (ulong fn, ulong sn, byte[] r) = (index, size - 1, leaf);
        foreach (byte[] p in path)
        {
            if (sn == 0)
                return false;
            if (fn % 2 == 1 || fn == sn)
            {
                r = Node(p, r);
                while (fn % 2 == 0 && fn != 0)
                    (fn, sn) = (fn / 2, sn / 2);
            }
            else
            {
                r = Node(r, p);
            }

            (fn, sn) = (fn / 2, sn / 2);
        }

        return sn == 0 && r.AsSpan().SequenceEqual(root);
    }

    /// <summary>A checkpoint, if its only signature is of the key: C2SP signed-note and tlog-checkpoint.</summary>
    public static (ulong Size, byte[] Root) Open(string note, string verifierKey)
    {
        string[] key = verifierKey.Split('+', 3);
        byte[] typeAndSpki = Convert.FromBase64String(key[2]);
        int end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        string text = note[..(end + 1)];
        string[] signature = note[(end + 2)..].TrimEnd('\n').Split(' ');
        byte[] idAndSignature = Convert.FromBase64String(signature[2]);
        using ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(typeAndSpki.AsSpan(1), out _);
        bool isSigned = typeAndSpki[0] == 2 && signature[0] == "—" && signature[1] == key[0]
            && Convert.ToHexStringLower(idAndSignature.AsSpan(0, 4)) == key[1]
            && ecdsa.VerifyData(Encoding.UTF8.GetBytes(text), idAndSignature.AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        string[] lines = text.Split('\n');
        return isSigned && lines[0] == key[0]
            ? (ulong.Parse(lines[1], CultureInfo.InvariantCulture), Convert.FromBase64String(lines[2]))
            : throw new InvalidDataException(note);
    }

    /// <summary>Whether a receipt shows that an entry is in the log: C2SP tlog-proof.</summary>
    public static bool Holds(string receipt, byte[] entry, string verifierKey, out ulong index)
    {
        string[] parts = receipt.Split("\n\n", 2);
        var lines = new Queue<string>(parts[0].Split('\n'));
        bool isReceipt = lines.Dequeue() == "c2sp.org/tlog-proof@v1";
        if (lines.Peek().StartsWith("extra ", StringComparison.Ordinal))
            lines.Dequeue();
        index = ulong.Parse(lines.Dequeue()["index ".Length..], CultureInfo.InvariantCulture);
        (ulong size, byte[] root) = Open(parts[1], verifierKey);
        return isReceipt && IsIncluded(index, size, Leaf(entry), lines.Select(Convert.FromBase64String), root);
    }
}
