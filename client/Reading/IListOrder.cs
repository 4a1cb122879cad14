using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Reading;

/// <summary>Looks whether the items of a list belong into it and come in its order, none of them twice. One list, one object.</summary>
/// <typeparam name="T">The items as the ledger sends them.</typeparam>
internal interface IListOrder<in T>
{
    /// <summary>Looks at the next item.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    VerificationFault? Next(T item);
}
