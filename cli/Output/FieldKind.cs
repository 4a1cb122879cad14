namespace ImmuFunctions.Cli.Output;

/// <summary>What a field holds, for JSON.</summary>
internal enum FieldKind
{
    /// <summary>A JSON string.</summary>
    Text,

    /// <summary>A JSON number, <c>true</c> or <c>false</c>, as it is.</summary>
    Literal,

    /// <summary>A key or value: a JSON string if it is UTF-8, otherwise <c>{"base64":"…"}</c>.</summary>
    Bytes,

    /// <summary>Nothing is known: <c>null</c>; left out where people read.</summary>
    Nothing,
}
