using System.Globalization;
using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>What a row says, with the order and the prefixes written from their meaning and not from bytes.</summary>
/// <param name="Family">K, V or Z.</param>
/// <param name="Name">Key (K), whole value (V) or set (Z).</param>
/// <param name="Target">Stored key (V) or target (Z).</param>
/// <param name="Score">Z only.</param>
/// <param name="Version">Index that a member gives; Z only.</param>
/// <param name="Tail">The entry.</param>
internal sealed record ModelRow(RowFamily Family, byte[] Name, byte[] Target, double Score, ulong? Version, RowTail Tail)
{
    public byte[] Group => Family switch
    {
        RowFamily.Key => IndexRows.KeyGroup(Name),
        RowFamily.Value => IndexRows.ValueGroup(Name, Target),
        _ => IndexRows.MemberGroup(Name, Score, Target, Version),
    };

    public byte[] Bytes
    {
        get
        {
            var group = Group;
            var row = new byte[IndexRows.MaxLength(group.Length)];
            return row[..IndexRows.Write(group, Tail, row)];
        }
    }

    /// <summary>The value's first bytes.</summary>
    public byte[] Start => Name.Length > 64 ? Name[..64] : Name;

    public bool GoesOn => Name.Length > 64;

    public int CompareTo(ModelRow other)
    {
        var group = CompareGroup(other);
        return group != 0 ? group : other.Tail.EntryIndex.CompareTo(Tail.EntryIndex);
    }

    public int CompareGroup(ModelRow other)
    {
        if (Family != other.Family) return Family.CompareTo(other.Family);
        int[] fields = Family switch
        {
            RowFamily.Key => [Compare(Name, other.Name)],
            RowFamily.Value => [Compare(Start, other.Start), GoesOn.CompareTo(other.GoesOn), Compare(Target, other.Target)],
            _ =>
            [
                Compare(Name, other.Name),
                CompareScores(Score, other.Score),
                Compare(Target, other.Target),
                (Version ?? 0).CompareTo(other.Version ?? 0),
                Version.HasValue.CompareTo(other.Version.HasValue),
            ],
        };
        return fields.FirstOrDefault(field => field != 0);
    }

    /// <summary>IEEE 754's totalOrder, by sign and magnitude.</summary>
    public static int CompareScores(double a, double b) => Place(a).CompareTo(Place(b));

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Family} {Convert.ToHexString(Name)} {Convert.ToHexString(Target)} {BitConverter.DoubleToUInt64Bits(Score):x} {Version} {Tail}");

    private static Int128 Place(double score)
    {
        Int128 magnitude = BitConverter.DoubleToUInt64Bits(double.Abs(score));
        return double.IsNegative(score) ? -1 - magnitude : magnitude;
    }

    private static int Compare(byte[] a, byte[] b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (a[i] != b[i]) return a[i] - b[i];
        return a.Length - b.Length;
    }
}
