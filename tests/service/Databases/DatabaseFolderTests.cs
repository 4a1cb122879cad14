using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

public sealed class DatabaseFolderTests
{
    // The escaped ones were computed by an independent encoder.
    [Theory]
    [InlineData("defaultdb", "defaultdb")]
    [InlineData("a1", "a1")]
    [InlineData("7", "7")]
    [InlineData("straße", "u-edq74oe3jtig")]
    [InlineData("日本", "u-sqbqbpkslg")]
    [InlineData("u-0", "u-ekmj0")]
    [InlineData("immudb.identifier", "u-d5mmqtb4c8n6ip35dpq6ipj9clp0")]
    [InlineData("..", "u-5on0")]
    public void Of_Name_IsItsFolderAndBack(string name, string folder)
    {
        Assert.Equal(folder, DatabaseFolder.Of(name));
        Assert.True(DatabaseFolder.TryParse(folder, out string? back));
        Assert.Equal(name, back);
    }

    [Fact]
    public void Of_AnyName_IsAFolderThatIsReadBack()
    {
        Prop.ForAll<string>(text =>
        {
            string name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > DatabaseFolder.MaxNameBytes)
                return true;
            string folder = DatabaseFolder.Of(name);
            BlobName.Require(folder + "/log/0.seg");
            return DatabaseFolder.TryParse(folder, out string? back) && back == name;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryParse_AnyText_IsRefusedOrTheOnlyWayToWriteAName()
    {
        Prop.ForAll<string>(text =>
        {
            string[] folders = [text ?? "", "u-" + text, "u-" + Convert.ToHexStringLower(Encoding.Unicode.GetBytes(text ?? ""))];
            return folders.All(folder => !DatabaseFolder.TryParse(folder, out string? name) || DatabaseFolder.Of(name) == folder);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("u-")]
    [InlineData("u-c4")] // "a" needs no escape
    [InlineData("u-5on1")] // leftover bits
    [InlineData("u-5o0")]
    [InlineData("u-zz")]
    [InlineData("u-vvvv")] // no UTF-8
    [InlineData("Upper")]
    [InlineData("a.b")]
    public void TryParse_NoFolderOfADatabase_IsRefused(string folder) => Assert.False(DatabaseFolder.TryParse(folder, out _));

    [Theory]
    [InlineData('a', 128, 128)]
    [InlineData('é', 64, 207)]
    public void Of_LongestName_HasRoomInAFileSystem(char letter, int count, int length)
    {
        string folder = DatabaseFolder.Of(new string(letter, count));

        Assert.Equal(length, folder.Length);
        Assert.True(DatabaseFolder.TryParse(folder, out _));
        Assert.Throws<ArgumentException>(() => DatabaseFolder.Of(new string(letter, count + 1)));
    }

    [Fact]
    public void Of_NoName_IsRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => DatabaseFolder.Of(""));
        Assert.ThrowsAny<ArgumentException>(() => DatabaseFolder.Of("half a pair: \udc00"));
        Assert.False(DatabaseFolder.TryParse("half a pair: \udc00", out _));
    }
}
