namespace ImmuFunctions.Core.Log;

/// <summary>Why bytes are not the position tile asked for.</summary>
public enum PositionFault
{
    /// <summary>The tile is sound.</summary>
    None = 0,

    /// <summary>Not exactly <see cref="PositionTile.ByteLength"/> bytes.</summary>
    BadLength,

    /// <summary>The first four bytes are not those of a position tile.</summary>
    BadMagic,

    /// <summary>The CRC-32C does not fit the bytes.</summary>
    BadChecksum,

    /// <summary>A sound tile, but of other entries.</summary>
    BadTileIndex,

    /// <summary>A row no writer makes: a segment before index 0 or a record of a length no record has.</summary>
    BadRow,
}
