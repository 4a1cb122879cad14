using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>Errors as the Connect protocol writes them: <c>{"code":"not_found","message":"Key not found"}</c>, and the end of a stream, which may hold one.</summary>
/// <param name="Code">Why; null if the text names none that is known.</param>
/// <param name="Message">Why, in words; empty if nothing is said.</param>
/// <remarks>Details are not read, as no ledger sends any. Source: https://connectrpc.com/docs/protocol/#error-end-stream.</remarks>
public readonly record struct ConnectError(StatusCode? Code, string Message)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body for a unary call that failed; JSON in UTF-8.</summary>
    public static ReadOnlyMemory<byte> BodyOf(StatusCode code, string message) => Write(json => WriteValue(json, code, message));

    /// <summary>The last message of a stream; JSON in UTF-8.</summary>
    /// <param name="failure">Why the stream ends before all was said; null if it did not.</param>
    public static ReadOnlyMemory<byte> EndOfStream(RpcException? failure) => Write(json =>
    {
        json.WriteStartObject();
        if (failure is not null)
        {
            json.WritePropertyName("error");
            WriteValue(json, failure.Code, failure.Message);
        }

        json.WriteEndObject();
    });

    /// <summary>Reads what <see cref="BodyOf"/> writes.</summary>
    /// <param name="text">From anywhere.</param>
    /// <returns>Null if it is no such object.</returns>
    public static ConnectError? ParseBody(ReadOnlySpan<byte> text) => Parse(text, isEnd: false, out ConnectError error) == true ? error : null;

    /// <summary>Reads what <see cref="EndOfStream"/> writes.</summary>
    /// <param name="text">From anywhere.</param>
    /// <param name="error">Why the stream ended early; null if it ended well, or the text is no end of a stream.</param>
    /// <returns>Whether the text is the end of a stream.</returns>
    public static bool TryParseEnd(ReadOnlySpan<byte> text, out ConnectError? error)
    {
        bool? hasError = Parse(text, isEnd: true, out ConnectError read);
        error = hasError == true ? read : null;
        return hasError is not null;
    }

    // Null: not what it should be; otherwise whether there is an error in it.
    private static bool? Parse(ReadOnlySpan<byte> text, bool isEnd, out ConnectError error)
    {
        error = default;
        try
        {
            var json = new Utf8JsonReader(text);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;
            bool? has = isEnd ? ReadEnd(ref json, ref error) : ReadError(ref json, out error);
            // Throws at anything but spaces.
            json.Read();
            return has;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: a string that is not Unicode.
            return null;
        }
    }

    private static bool? ReadEnd(ref Utf8JsonReader json, ref ConnectError error)
    {
        bool hasError = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isError = json.ValueTextEquals("error"u8);
            json.Read();
            if (!isError || json.TokenType == JsonTokenType.Null)
                json.Skip();
            else if (json.TokenType != JsonTokenType.StartObject)
                return null;
            else
                hasError = ReadError(ref json, out error);
        }

        return hasError;
    }

    private static bool ReadError(ref Utf8JsonReader json, out ConnectError error)
    {
        StatusCode? code = null;
        string message = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isCode = json.ValueTextEquals("code"u8);
            bool isMessage = json.ValueTextEquals("message"u8);
            json.Read();
            if (isCode && json.TokenType == JsonTokenType.String)
                code = ConnectCode.Parse(json.GetString()!);
            else if (isMessage && json.TokenType == JsonTokenType.String)
                message = json.GetString()!;
            else
                json.Skip();
        }

        error = new ConnectError(code, message);
        return true;
    }

    private static void WriteValue(Utf8JsonWriter json, StatusCode code, string message)
    {
        json.WriteStartObject();
        json.WriteString("code", ConnectCode.NameOf(code));
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Plain))
            write(json);
        return text.WrittenMemory;
    }
}
