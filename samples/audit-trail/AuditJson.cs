using System.Text.Json.Serialization;

namespace ImmuFunctions.Samples.AuditTrail;

/// <summary>Writes and reads records without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditRecord))]
[JsonSerializable(typeof(List<AuditEvent>))]
internal sealed partial class AuditJson : JsonSerializerContext;
