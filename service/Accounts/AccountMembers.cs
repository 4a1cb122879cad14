using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Takes the members out of a change's JSON; whether all were there and of the right type is asked once, in the end.</summary>
/// <param name="json">The object.</param>
internal sealed class AccountMembers(JsonElement json)
{
    /// <summary>Whether everything asked for was there. If not, some of what was given is made up.</summary>
    public bool AreWhole { get; private set; } = true;

    /// <summary>A whole number that is not negative; null if there is none.</summary>
    public static ulong? Number(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number) ? number : null;

    public string Text(string member) => Find(member, JsonValueKind.String)?.GetString() ?? Missing("");

    public bool Flag(string member) => json.TryGetProperty(member, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.ValueKind == JsonValueKind.True
        : Missing(false);

    public DateTimeOffset Time(string member, string format) =>
        DateTimeOffset.TryParseExact(
            Text(member), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time : Missing(time);

    public DatabasePermission Permission() =>
        new(Text("database"), Number(json, "permission") is { } code and <= uint.MaxValue ? (uint)code : Missing(0u));

    public ImmutableArray<ReadOnlyMemory<byte>> Keys(string member)
    {
        if (Find(member, JsonValueKind.Array) is not { } list)
            return Missing(ImmutableArray<ReadOnlyMemory<byte>>.Empty);
        var keys = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(list.GetArrayLength());
        foreach (JsonElement key in list.EnumerateArray())
            keys.Add(key.ValueKind == JsonValueKind.String && key.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : Missing<byte[]>([]));
        return keys.MoveToImmutable();
    }

    private JsonElement? Find(string member, JsonValueKind kind) =>
        json.TryGetProperty(member, out JsonElement value) && value.ValueKind == kind ? value : null;

    private T Missing<T>(T madeUp)
    {
        AreWhole = false;
        return madeUp;
    }
}
