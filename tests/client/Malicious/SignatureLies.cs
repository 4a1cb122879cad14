using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Signing;
using Signature = Immudb.Schema.Signature;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Roots that are not signed by the pinned key. Told when the last signed root has become too old, so that one has to be shown.</summary>
internal static class SignatureLies
{
    private static readonly TimeSpan TooOld = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<Lie> All { get; } =
    [
        Sign("signed by another key", root => root.Signature = SignedByAnother(root)),
        Sign("signed by another key, in the name of the pinned one", root => root.Signature = new Signature { Signature_ = SignedByAnother(root).Signature_, PublicKey = root.Signature.PublicKey }),
        Sign("a broken signature", root => root.Signature.Signature_ = Flipped(root.Signature.Signature_)),
        Sign("the signature of another root", root => root.Payload.Root = Flipped(root.Payload.Root)),
        Sign("no signature", root => root.Signature = null),
        Sign("no root", root => root.Payload = null),
        new("an older signed root", Lie.Everything, async (stage, _) =>
        {
            Root old = await stage.Honest.RootAsync();
            await stage.Client.SetAsync("later", "value", Stage.Stop);
            stage.Time.Pass(TooOld);
            stage.Server.Lies["CurrentRoot"] = _ => old;
        }),
    ];

    private static Lie Sign(string name, Action<Root> change) => new(name, Lie.Everything, stage =>
    {
        stage.Time.Pass(TooOld);
        stage.Server.Lie("CurrentRoot", change);
    });

    private static Signature SignedByAnother(Root root)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TrustedRoot signed = TrustedRoot.From(root)!;
        byte[] der = key.SignData(RootPayload.Encode(signed.Size, signed.Hash), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        ECParameters point = key.ExportParameters(includePrivateParameters: false);
        return new Signature { Signature_ = ByteString.CopyFrom(der), PublicKey = ByteString.CopyFrom([4, .. point.Q.X!, .. point.Q.Y!]) };
    }

    private static ByteString Flipped(ByteString bytes)
    {
        byte[] copy = bytes.ToByteArray();
        copy[^1] ^= 1;
        return ByteString.CopyFrom(copy);
    }
}
