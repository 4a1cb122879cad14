using System.Text;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Known answers of XXH64, seed 0.</summary>
public sealed class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xef46db3751d8e999)]
    [InlineData("a", 0xd24ec4f1a98c6e5b)]
    [InlineData("abc", 0x44bc2cf5ad770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xfbcea83c8a378bf1)]
    public void Compute_KnownText_IsItsHash(string text, ulong hash)
    {
        Assert.Equal(hash, XxHash64.Compute(Encoding.ASCII.GetBytes(text)));
    }
}
