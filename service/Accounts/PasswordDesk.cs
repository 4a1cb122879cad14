using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Where passwords are checked and hashed: so many at a time, and slower for whoever guesses.</summary>
public sealed class PasswordDesk
{
}
