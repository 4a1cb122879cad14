using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Core.Tests.Checkpoints;

/// <summary>Notes signed here and now.</summary>
internal static class SignedNotes
{
    public static P256PrivateKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return P256PrivateKey.FromPem(key.ExportECPrivateKeyPem());
    }

    public static NoteSignature Sign(this P256PrivateKey key, string name, string text) =>
        new(name, new VerifierKey(name, key.PublicPoint).KeyId, key.Sign(Encoding.UTF8.GetBytes(text)));

    public static byte[] Format(string text, params NoteSignature[] signatures) =>
        new SignedNote(Encoding.UTF8.GetBytes(text), signatures).Format();
}
