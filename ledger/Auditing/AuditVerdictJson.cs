using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>A verdict as a line of JSON: what the trail holds.</summary>
/// <remarks>Integers are numbers, hashes lower-case hexadecimal, times RFC 3339 in UTC. What does not apply is left out. Holds no keys or values of users.</remarks>
public static class AuditVerdictJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a verdict.</summary>
    /// <returns>UTF-8, ended by a newline.</returns>
    public static byte[] ToLine(AuditVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(verdict));
            json.WriteString("db", verdict.Database);
            json.WriteString("at", verdict.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteNumber("ms", (long)verdict.Took.TotalMilliseconds);
            json.WriteNumber("sequence", verdict.Sequence);
            json.WriteString("outcome", NameOf(verdict.Outcome));
            if (verdict.Failure is { } failure)
                Write(json, failure);
            if (verdict.Reason is { } reason)
                json.WriteString("reason", reason);
            WriteRoot(json, "previous", verdict.PreviousSize, verdict.PreviousRoot.ToString());
            WriteRoot(json, "now", verdict.Size, verdict.Root.ToString());
            if (verdict.Outcome is AuditOutcome.Passed or AuditOutcome.NothingToCheck)
                WriteWork(json, verdict);
            if (verdict.KeyId is { } key)
                json.WriteString("key", key);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>The verdict's id in the trail.</summary>
    public static string IdOf(AuditVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Id.ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <summary>The outcome's name in the trail.</summary>
    public static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Passed => "passed",
        AuditOutcome.Failed => "failed",
        AuditOutcome.NothingToCheck => "nothing-to-check",
        _ => "not-done",
    };

    private static void Write(Utf8JsonWriter json, AuditFailure failure)
    {
        json.WriteStartObject("failure");
        json.WriteString("fault", failure.Fault.ToString());
        json.WriteString("what", failure.What);
        if (failure.Blob is { } blob)
            json.WriteString("blob", blob);
        if (failure.FirstIndex is { } first)
            json.WriteNumber("index", first);
        if (failure.LastIndex is { } last)
            json.WriteNumber("lastIndex", last);
        json.WriteString("expected", failure.Expected);
        json.WriteString("found", failure.Found);
        json.WriteEndObject();
    }

    private static void WriteRoot(Utf8JsonWriter json, string name, ulong size, string root)
    {
        json.WriteStartObject(name);
        json.WriteNumber("size", size);
        json.WriteString("root", root);
        json.WriteEndObject();
    }

    private static void WriteWork(Utf8JsonWriter json, AuditVerdict verdict)
    {
        json.WriteBoolean("whole", verdict.IsWhole);
        json.WriteNumber("knownSize", verdict.KnownSize);
        json.WriteNumber("new", verdict.NewEntries);
        json.WriteNumber("readAgain", verdict.ReadAgain);
        json.WriteNumber("sweptTo", verdict.SweptTo);
        json.WriteNumber("tiles", verdict.TilesCompared);
        json.WriteNumber("tilesMissing", verdict.TilesMissing);
        json.WriteNumber("runs", verdict.RunsCompared);
        json.WriteNumber("runsPassedOver", verdict.RunsPassedOver);
        json.WriteNumber("checkpoint", verdict.CheckpointSize);
        json.WriteBoolean("checkpointCompared", verdict.CheckpointCompared);
    }
}
