using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class AccountFoldTests
{
    private static readonly AccountChange[] Before =
    [
        Changes.Superuser,
        Changes.User("ann", "one"),
        Changes.Grant("ann", "two", PermissionCode.DatabaseAdmin),
        Changes.Database("one"),
    ];

    /// <summary>What must change nothing.</summary>
    public static TheoryData<AccountChange> Vain =>
    [
        Changes.User("ann"),
        Changes.Superuser,
        Changes.User("bob", "*"),
        Changes.User("bob", "one", PermissionCode.SystemAdmin),
        Changes.User("bob", "one", 0),
        Changes.User("bob", "one", 3),
        new PasswordChanged("immudb", Changes.Now, "bob", "other"),
        Changes.Grant("bob", "one", PermissionCode.Read),
        Changes.Grant("immudb", "one", PermissionCode.Read),
        Changes.Grant("ann", "*", PermissionCode.Read),
        Changes.Grant("ann", "one", PermissionCode.SystemAdmin),
        Changes.Grant("ann", "one", 0),
        Changes.Revoke("bob", "one"),
        Changes.Revoke("ann", "three"),
        Changes.Revoke("immudb", "*"),
        new ActivityChanged("immudb", Changes.Now, "bob", true),
        new ActivityChanged("immudb", Changes.Now, "immudb", false),
        new SessionsEnded("bob", Changes.Now, "bob"),
        Changes.Database("one"),
        Changes.Database("defaultdb"),
        Changes.Database("systemdb"),
        new DatabaseConfigured("immudb", Changes.Now, "two", new(true, [])),
        new DatabaseConfigured("immudb", Changes.Now, "systemdb", new(true, [])),
    ];

    /// <summary>What ends a user's tokens.</summary>
    public static TheoryData<AccountChange> Revoking =>
    [
        new SessionsEnded("ann", Changes.Now, "ann"),
        new PasswordChanged("ann", Changes.Now, "ann", "hash"),
        Changes.Grant("ann", "two", PermissionCode.DatabaseAdmin),
        Changes.Grant("ann", "elsewhere", PermissionCode.Read),
        Changes.Revoke("ann", "one"),
        new ActivityChanged("immudb", Changes.Now, "ann", true),
        new ActivityChanged("immudb", Changes.Now, "ann", false),
        new SessionsEnded("immudb", Changes.Now, "immudb"),
        new PasswordChanged("immudb", Changes.Now, "immudb", "other"),
    ];

    [Theory]
    [MemberData(nameof(Vain))]
    public void Apply_VainChange_OnlyCounts(AccountChange change)
    {
        AccountState before = Changes.Fold(Before);

        (AccountState after, bool tookEffect) = AccountFold.Apply(before, 4, change);

        Assert.False(tookEffect);
        Assert.Equal(Changes.Picture(before with { Size = 5 }), Changes.Picture(after));
    }

    [Theory]
    [MemberData(nameof(Revoking))]
    public void Apply_ChangeOfAUser_GivesTheEntrysEpochToItAlone(AccountChange change)
    {
        AccountState before = Changes.Fold(Before);

        (AccountState after, bool tookEffect) = AccountFold.Apply(before, 4, change);

        Assert.True(tookEffect);
        UserAccount changed = Assert.Single(after.Users.Values, user => user.Epoch != before.Find(user.Name)!.Epoch);
        Assert.Equal(5ul, changed.Epoch);
    }

    [Fact]
    public void Apply_Superuser_HasEverythingAndNoCreator()
    {
        UserAccount superuser = Changes.Fold(Changes.User("immudb", "*", PermissionCode.SystemAdmin)).Find("immudb")!;

        Assert.Equal(("", 1ul, true), (superuser.CreatedBy, superuser.Epoch, superuser.IsActive));
        Assert.Equal([new DatabasePermission("*", 255)], superuser.Permissions);
        Assert.Equal(Roles.SystemAdmin, superuser.RolesOn("one"));
    }

    [Theory]
    [InlineData("defaultdb", 255)]
    [InlineData("*", 1)]
    public void Apply_SuperuserWithLess_IsNotMade(string database, uint code) =>
        Assert.Empty(Changes.Fold(Changes.User("immudb", database, code)).Users);

    [Fact]
    public void Apply_NewUser_IsWhatTheChangeSays()
    {
        UserAccount ann = Changes.Fold(Changes.User("ann", "one", PermissionCode.ReadWrite) with { By = "bob" }).Find("ann")!;

        Assert.Equal(("hash", "bob", Changes.Now, true), (ann.PasswordHash, ann.CreatedBy, ann.CreatedAt, ann.IsActive));
        Assert.Equal((Roles.Writer, Roles.None), (ann.RolesOn("one"), ann.RolesOn("two")));
    }

    [Fact]
    public void Apply_GrantOnADatabaseAgain_ReplacesAndGoesToTheEnd()
    {
        UserAccount ann = Changes.Fold([.. Before, Changes.Grant("ann", "one", PermissionCode.ReadWrite)]).Find("ann")!;

        Assert.Equal([new DatabasePermission("two", 254), new DatabasePermission("one", 2)], ann.Permissions);
    }

    [Fact]
    public void Apply_Revoke_LeavesTheOthers()
    {
        UserAccount ann = Changes.Fold([.. Before, Changes.Revoke("ann", "one")]).Find("ann")!;

        Assert.Equal([new DatabasePermission("two", 254)], ann.Permissions);
    }

    [Fact]
    public void Apply_NewPassword_MakesWhoSetItTheCreatorExceptOfTheSuperuser()
    {
        DateTimeOffset later = Changes.Now.AddDays(1);

        AccountState state = Changes.Fold([.. Before, new PasswordChanged("bob", later, "ann", "h1"), new PasswordChanged("bob", later, "immudb", "h2")]);

        Assert.Equal(("h1", "bob", later), (state.Find("ann")!.PasswordHash, state.Find("ann")!.CreatedBy, state.Find("ann")!.CreatedAt));
        Assert.Equal(("h2", "", Changes.Now), (state.Find("immudb")!.PasswordHash, state.Find("immudb")!.CreatedBy, state.Find("immudb")!.CreatedAt));
    }

    [Fact]
    public void Apply_Deactivation_AndBack()
    {
        AccountState off = Changes.Fold([.. Before, new ActivityChanged("immudb", Changes.Now, "ann", false)]);
        AccountState on = AccountFold.Apply(off, off.Size, new ActivityChanged("immudb", Changes.Now, "ann", true)).State;

        Assert.Equal((false, true), (off.Find("ann")!.IsActive, on.Find("ann")!.IsActive));
    }

    [Fact]
    public void Apply_Databases_KeepTheOrderOfTheirCreation()
    {
        AccountState state = Changes.Fold(Changes.Database("b"), Changes.Database("a"), Changes.Database("b"));

        Assert.Equal(["b", "a"], state.Databases.Select(database => database.Name));
        Assert.True(state.HasManyDatabases);
    }

    [Fact]
    public void Apply_Settings_AreSetForOneDatabase()
    {
        var settings = new DatabaseSettings(true, [new byte[65]]);

        AccountState state = Changes.Fold(
            Changes.Database("a"), Changes.Database("b"),
            new DatabaseConfigured("", Changes.Now, "b", settings), new DatabaseConfigured("", Changes.Now, "defaultdb", settings));

        Assert.Equal([DatabaseSettings.None, settings], state.Databases.Select(database => database.Settings));
        Assert.Equal(settings, state.DefaultSettings);
        Assert.Equal("immudb", state.Databases[1].CreatedBy);
    }

    [Fact]
    public void Apply_AnotherIndex_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AccountFold.Apply(AccountState.Empty, 1, Changes.Superuser));

    [Fact]
    public void Apply_AnyChanges_TheSuperuserStaysAndEpochsGrow() =>
        Prop.ForAll(Changes.Any.ArrayOf().Resize(60).ToArbitrary(), changes =>
        {
            AccountState state = Changes.Fold(Changes.Superuser);
            foreach (AccountChange change in changes)
            {
                AccountState before = state;
                (state, bool tookEffect) = AccountFold.Apply(state, state.Size, change);
                bool isSame = Changes.Picture(before with { Size = state.Size }) == Changes.Picture(state);
                bool grows = before.Users.Values.All(user => state.Find(user.Name)!.Epoch >= user.Epoch);
                bool isSafe = state.Find("immudb") is { IsActive: true } s && s.Permissions is [{ Database: "*", Code: 255 }]
                    && state.Users.Values.All(u => u.IsSuperuser || u.Permissions.All(p => p is { Database: not "*", Code: 1 or 2 or 254 }));
                if ((!tookEffect && !isSame) || !grows || !isSafe)
                    return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();
}
