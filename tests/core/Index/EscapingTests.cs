using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>Escaped strings, as groups of keys have them, against what escaping is, byte by byte.</summary>
public sealed class EscapingTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Elements<byte>(0, 0, 0, 1, 0xff, (byte)'a').ArrayOf();

    [Fact]
    public void KeyGroup_AnyBytes_IsTheDefinitionAndComesBack()
    {
        Prop.ForAll(Bytes.ToArbitrary(), bytes =>
        {
            var group = IndexRows.KeyGroup(bytes);
            return group.AsSpan().SequenceEqual(Escaped(bytes))
                && IndexRows.GroupLength(group) == group.Length
                && IndexRows.KeyOf(group).AsSpan().SequenceEqual(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(100));
    }

    [Fact]
    public void FilterKeyLength_BytesFromAnywhere_IsWhereTheDefinitionEnds()
    {
        Prop.ForAll(Bytes.ToArbitrary(), bytes => IndexRows.FilterKeyLength([(byte)'K', .. bytes]) == 1 + End(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithEndSize(40));
    }

    private static byte[] Escaped(byte[] bytes) => [(byte)'K', .. bytes.SelectMany(b => b == 0 ? (byte[])[0, 0xff] : [b]), 0, 1];

    // The byte behind the end mark; −1 if no escaped string begins there.
    private static int End(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != 0) continue;
            if (++at == bytes.Length || bytes[at] is not (1 or 0xff)) return -1;
            if (bytes[at] == 1) return at + 1;
        }

        return -1;
    }
}
