using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ImmuFunctions.Azure.Tests.KeyVault;

/// <summary>One version of a key in the fake vault; real, unless a test says otherwise.</summary>
internal sealed record FakeKey(string Version)
{
    public ECDsa Private { get; init; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Kty { get; init; } = "EC";

    public string Crv { get; init; } = "P-256";

    public bool Enabled { get; init; } = true;

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public string[]? Operations { get; init; } = ["sign", "verify"];

    public byte[] PublicPoint
    {
        get
        {
            ECPoint q = Private.ExportParameters(includePrivateParameters: false).Q;
            return [4, .. q.X!, .. q.Y!];
        }
    }

    /// <summary>As the vault describes it.</summary>
    public JsonObject Describe(string kid)
    {
        byte[] point = PublicPoint;
        var attributes = new JsonObject { ["enabled"] = Enabled, ["created"] = 1_600_000_000, ["updated"] = 1_600_000_000, ["recoveryLevel"] = "Recoverable+Purgeable" };
        if (NotBefore is { } nbf)
            attributes["nbf"] = nbf.ToUnixTimeSeconds();
        if (Expires is { } exp)
            attributes["exp"] = exp.ToUnixTimeSeconds();
        var key = new JsonObject { ["kid"] = kid, ["kty"] = Kty };
        if (Operations is not null)
            key["key_ops"] = new JsonArray([.. Operations.Select(o => JsonValue.Create(o))]);
        if (Kty.StartsWith("EC", StringComparison.Ordinal))
            (key["crv"], key["x"], key["y"]) = (Crv, Base64Url.EncodeToString(point.AsSpan(1, point.Length / 2)), Base64Url.EncodeToString(point.AsSpan(1 + (point.Length / 2))));
        else
            (key["n"], key["e"]) = ("AQAB", "AQAB");
        return new JsonObject { ["key"] = key, ["attributes"] = attributes };
    }
}
