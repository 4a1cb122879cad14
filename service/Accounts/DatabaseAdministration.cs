using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>CreateDatabase and DatabaseList, and what is set for a database.</summary>
/// <remarks>Spec section 8.11, in its order.</remarks>
internal sealed class DatabaseAdministration(IAccountBook book, CallerSessions sessions, TimeProvider time)
{
    public async ValueTask CreateAsync(string name, Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount user = session.Require(ImmuErrors.NoUserData);
        if (!user.IsSuperuser)
            throw ImmuErrors.NotSystemAdmin();
        RequireName(name);
        if (session.Accounts.HasDatabase(name))
            throw ImmuErrors.DatabaseExists(name);

        var (tookEffect, _) = await book.RecordAsync(new DatabaseCreated(user.Name, time.GetUtcNow(), name), caller.CancellationToken).ConfigureAwait(false);
        if (!tookEffect)
            throw ImmuErrors.DatabaseExists(name); // another host was first
    }

    public async ValueTask<DatabaseListResponse> ListAsync(Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount user = session.Require(ImmuErrors.PleaseLogin);
        AccountState accounts = session.Accounts;
        IEnumerable<string> names = user.IsSuperuser
            ? accounts.DatabaseNames
            : user.Permissions.Select(permission => permission.Database).Where(accounts.HasDatabase);
        var list = new DatabaseListResponse();
        list.Databases.AddRange(names.Select(name => new Immudb.Schema.Database { Databasename = name }));
        return list;
    }

    public async ValueTask<V1.DatabaseSettings> SettingsAsync(Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        return Show(session.Accounts.SettingsOf(session.RequireOn(Roles.MayRead)));
    }

    public async ValueTask<V1.DatabaseSettings> ConfigureAsync(V1.DatabaseSettings request, Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        string database = session.RequireOn(Roles.MayAdminister);
        if (request.TrustedKeys.Any(key => P256PublicKey.TryFromPoint(key.Span) is null))
            throw ImmuErrors.InvalidTrustedKey();
        if (request.RequireSignature && request.TrustedKeys.Count == 0)
            throw ImmuErrors.TrustedKeyMissing();

        var settings = new DatabaseSettings(request.RequireSignature, [.. request.TrustedKeys.Select(key => key.Memory)]);
        var change = new DatabaseConfigured(session.User!.Name, time.GetUtcNow(), database, settings);
        var (_, accounts) = await book.RecordAsync(change, caller.CancellationToken).ConfigureAwait(false);
        return Show(accounts.SettingsOf(database));
    }

    private static V1.DatabaseSettings Show(DatabaseSettings settings)
    {
        var shown = new V1.DatabaseSettings { RequireSignature = settings.RequireSignature };
        shown.TrustedKeys.AddRange(settings.TrustedKeys.Select(key => ByteString.CopyFrom(key.Span)));
        return shown;
    }

    private static void RequireName(string name)
    {
        switch (AccountNames.CheckDatabase(name))
        {
            case DatabaseNameFault.Reserved:
                throw ImmuErrors.DatabaseNameReserved();
            case DatabaseNameFault.UpperCase:
                throw ImmuErrors.DatabaseNameUpperCase();
            case DatabaseNameFault.Length:
                throw ImmuErrors.DatabaseNameLength();
            case DatabaseNameFault.Unrecognized:
                throw ImmuErrors.DatabaseNameCharacter();
            case DatabaseNameFault.Punctuation:
                throw ImmuErrors.DatabaseNamePunctuation();
        }
    }
}
