using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class AccountNamesTests
{
    private static readonly Gen<string> Text =
        Gen.Elements("", "a", "z", "0", "9", "A", "Z", "_", "-", ".", "+", "$", " ", "\n", "\0", "é", "É", "ª", "½", "€", "٣", "\u2028", "\ud83d\ude00").ArrayOf().Select(string.Concat);

    [Theory]
    [InlineData("", UserNameFault.Empty)]
    [InlineData("ann", UserNameFault.None)]
    [InlineData("Ann_99", UserNameFault.None)]
    [InlineData("ann\n", UserNameFault.Character)]
    [InlineData("a-b", UserNameFault.Character)]
    [InlineData("é", UserNameFault.Character)]
    public void CheckUser_Name_HasFault(string name, UserNameFault expected) => Assert.Equal(expected, AccountNames.CheckUser(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void CheckUser_AnyText_AgreesWithTheExpression() =>
        Prop.ForAll(Text.ToArbitrary(), name =>
            (AccountNames.CheckUser(Encoding.UTF8.GetBytes(name)) == UserNameFault.None) == Regex.IsMatch(name, @"\A[a-zA-Z0-9_]+\z")).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("sales", DatabaseNameFault.None)]
    [InlineData("defaultdb", DatabaseNameFault.None)]
    [InlineData("0", DatabaseNameFault.None)]
    [InlineData("systemdb", DatabaseNameFault.Reserved)]
    [InlineData("Systemdb", DatabaseNameFault.UpperCase)]
    [InlineData("É", DatabaseNameFault.UpperCase)]
    [InlineData("", DatabaseNameFault.Length)]
    [InlineData("a b", DatabaseNameFault.Unrecognized)]
    [InlineData("é", DatabaseNameFault.Unrecognized)]
    [InlineData("a_\n", DatabaseNameFault.Unrecognized)]
    [InlineData("my_db", DatabaseNameFault.Punctuation)]
    [InlineData("my-db", DatabaseNameFault.Punctuation)]
    [InlineData("../up", DatabaseNameFault.Punctuation)]
    [InlineData("€", DatabaseNameFault.Punctuation)]
    public void CheckDatabase_Name_HasFault(string name, DatabaseNameFault expected) => Assert.Equal(expected, AccountNames.CheckDatabase(name));

    [Fact]
    public void CheckDatabase_LongestName_IsTakenAndNoLonger()
    {
        Assert.Equal(DatabaseNameFault.None, AccountNames.CheckDatabase(new string('a', 128)));
        Assert.Equal(DatabaseNameFault.Length, AccountNames.CheckDatabase(new string('a', 129)));
        Assert.Equal(DatabaseNameFault.Length, AccountNames.CheckDatabase(new string('é', 65)));
    }

    [Fact]
    public void CheckDatabase_AnyText_TakesExactlyLowerLettersAndDigits() =>
        Prop.ForAll(Text.ToArbitrary(), name =>
            (AccountNames.CheckDatabase(name) == DatabaseNameFault.None) == Regex.IsMatch(name, @"\A[a-z0-9]{1,128}\z")).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("MyP@ssw0rd", true)]
    [InlineData("Aa1!aaaa", true)]
    [InlineData("Aa1!aaa", false)]
    [InlineData("Aa1!aaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)]
    [InlineData("Aa1!aaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("aa1!aaaa", false)]
    [InlineData("Aaa!aaaa", false)]
    [InlineData("Aa1aaaaa", false)]
    [InlineData("Aa1! aaaa", false)]
    [InlineData("Aa1!\naaaa", false)]
    [InlineData("Aa1!中中", false)]
    [InlineData("Éa1!éé", true)]
    [InlineData("A1€aaa", true)]
    [InlineData("A٣€aaa", true)]
    public void IsStrong_Password_Is(string password, bool expected) => Assert.Equal(expected, PasswordRule.IsStrong(Encoding.UTF8.GetBytes(password)));

    [Fact]
    public void IsStrong_BytesThatAreNoText_CountAsSymbols() => Assert.True(PasswordRule.IsStrong([.. "Aa1aaaaa"u8, 0xff]));

    [Fact]
    public void IsStrong_AnyPassword_AgreesWithTheRule() =>
        Prop.ForAll(Gen.OneOf(Text, Text.Select(text => "Aa1!aa" + text)).ToArbitrary(), password =>
        {
            Rune[] characters = [.. password.EnumerateRunes()];
            bool isStrong = Encoding.UTF8.GetByteCount(password) is >= 8 and <= 32
                && Array.TrueForAll(characters, c => Regex.IsMatch(c.ToString(), @"\A[\p{Lu}\p{Ll}\p{Nd}\p{P}\p{S}]\z") || IsSymbolBeyondThePlane(c))
                && characters.Any(Rune.IsUpper) && characters.Any(Rune.IsDigit) && characters.Any(c => Rune.IsPunctuation(c) || Rune.IsSymbol(c));
            return PasswordRule.IsStrong(Encoding.UTF8.GetBytes(password)) == isStrong;
        }).QuickCheckThrowOnFailure();

    // Expressions look at halves of a surrogate pair.
    private static bool IsSymbolBeyondThePlane(Rune c) => !c.IsBmp && Rune.IsSymbol(c);
}
