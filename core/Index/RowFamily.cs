namespace ImmuFunctions.Core.Index;

/// <summary>What an index row answers; its first byte.</summary>
public enum RowFamily : byte
{
    /// <summary>The versions of a key.</summary>
    Key = (byte)'K',

    /// <summary>The entries with a value, by the value's first bytes.</summary>
    Value = (byte)'V',

    /// <summary>The members of a sorted set, by score.</summary>
    Member = (byte)'Z',
}
