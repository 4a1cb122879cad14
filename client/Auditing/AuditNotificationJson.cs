using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImmuFunctions.Client.Auditing;

/// <summary>Writes and reads notifications without reflection.</summary>
[JsonSerializable(typeof(AuditNotification))]
internal sealed partial class AuditNotificationJson : JsonSerializerContext
{
    /// <summary>Leaves base64's '+' as it is, as immudb does.</summary>
    public static AuditNotificationJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    });
}
