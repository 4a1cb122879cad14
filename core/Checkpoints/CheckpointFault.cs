namespace ImmuFunctions.Core.Checkpoints;

/// <summary>Why bytes are not a checkpoint, or not one that a key has signed.</summary>
public enum CheckpointFault
{
    /// <summary>They are.</summary>
    None = 0,

    /// <summary>More than <see cref="SignedNote.MaxLength"/> bytes or <see cref="SignedNote.MaxSignatures"/> signatures.</summary>
    TooLarge,

    /// <summary>Not UTF-8, or with a control character other than newline.</summary>
    Characters,

    /// <summary>The text is not followed by an empty line and at least one signature line, each ended by a newline.</summary>
    Envelope,

    /// <summary>A signature line is not an em dash, a name and the base64 of at least five bytes.</summary>
    SignatureLine,

    /// <summary>The text is not three or more lines, none of them empty, each ended by a newline.</summary>
    Lines,

    /// <summary>The size is not a decimal number without leading zeros of at most 2^63.</summary>
    Size,

    /// <summary>The root is not the base64 of 32 bytes.</summary>
    Root,

    /// <summary>No signature bears the key's name and id.</summary>
    UnknownKey,

    /// <summary>A signature bears the key's name and id and does not verify.</summary>
    WrongSignature,

    /// <summary>The signature is good, but the checkpoint is of another origin than the key's name.</summary>
    WrongOrigin,
}
