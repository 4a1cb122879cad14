using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Service.Signatures;

/// <summary>The rule of a database that takes nothing but values which one of certain keys has signed.</summary>
/// <remarks>It looks at what is to be written, never at what is there: entries from before the rule stay as they are.</remarks>
/// <param name="signers">Whose signatures count; with none, nobody can write.</param>
public sealed class SignatureRule(TrustedSigners signers)
{
    /// <summary>Whose signatures count.</summary>
    public TrustedSigners Signers => signers;

    /// <summary>Refuses an entry that the rule forbids.</summary>
    /// <param name="database">The database's name, which is part of what is signed.</param>
    /// <param name="draft">What is to be written.</param>
    /// <exception cref="Protocol.Grpc.RpcException">INVALID_ARGUMENT; the text says what is missing.</exception>
    public void Check(string database, in EntryDraft draft)
    {
        if (draft.Kind != EntryKind.Plain)
            throw ImmuErrors.PointerNotSigned();
        ValueVerdict verdict = signers.Judge(database, draft.Key.Span, draft.Value.Span);
        if (verdict.IsTrusted)
            return;
        throw verdict.Finding switch
        {
            SignatureFinding.NotSigned => ImmuErrors.ValueNotSigned(),
            SignatureFinding.Malformed => ImmuErrors.SignatureMalformed(),
            SignatureFinding.UnknownKey => ImmuErrors.SigningKeyNotTrusted(verdict.KeyId!),
            SignatureFinding.Wrong => ImmuErrors.SignatureWrong(verdict.KeyId!),
            _ => ImmuErrors.ValueNotStructured(),
        };
    }
}
