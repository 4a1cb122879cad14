using System.Text;
using System.Text.Json;
using ImmuFunctions.Core.Checkpoints;

namespace ImmuFunctions.Core.Tests.Checkpoints;

/// <summary>The receipts of <c>tests/vectors/receipts.json</c>, which Python and openssl made.</summary>
internal static class ReceiptVectors
{
    public static JsonElement Root { get; } = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "receipts.json"))).RootElement;

    public static VerifierKey Key { get; } = VerifierKey.TryParse(Root.GetProperty("verifier_key").GetString())!;

    public static byte[] Receipt(this JsonElement vector) => Encoding.UTF8.GetBytes(vector.GetProperty("receipt").GetString()!);
}
