using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>How JSON is written here.</summary>
internal static class JsonOutput
{
    /// <summary>Escapes what JSON must escape and no more: base64 has '+', which HTML alone minds.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
