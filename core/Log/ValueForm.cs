namespace ImmuFunctions.Core.Log;

/// <summary>What the bytes of a value look like, whatever they are worth.</summary>
public enum ValueForm
{
    /// <summary>Any bytes that are none of the other forms.</summary>
    Plain = 0,

    /// <summary>Timestamp and payload (<see cref="StructuredValue"/>), no signature.</summary>
    Structured,

    /// <summary>Timestamp, payload, signature and public key (<see cref="SignedValue"/>).</summary>
    WithSignature,

    /// <summary>Timestamp and payload, then one of the fields of a signature, but not as <see cref="SignedValue"/> has them.</summary>
    Malformed,
}
