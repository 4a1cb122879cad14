using System.Diagnostics.CodeAnalysis;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Arithmetic on the same 32-bit word of several messages at once, one message in each lane of a vector.</summary>
/// <typeparam name="TVector">As many 32-bit lanes as messages are hashed side by side.</typeparam>
/// <remarks>
/// <para>
/// SHA-256 never mixes two messages, so a vector of n lanes runs n of them for the work of one. What it needs is the
/// data turned on its side. Blocks lie in memory message by message; a lane vector holds word by word:
/// </para>
/// <code>
/// block of message A:  A0 A1 A2 … A15            word vector  0:  A0  B0  C0 …  P0
/// block of message B:  B0 B1 B2 … B15    turn    word vector  1:  A1  B1  C1 …  P1
///   …                                   ─────→     …
/// block of message P:  P0 P1 P2 … P15            word vector 15:  A15 B15 C15 … P15
/// </code>
/// <para>and the eight words of state are turned back into digests the same way.</para>
/// </remarks>
internal interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract TVector Broadcast(uint word);

    /// <summary>x + y modulo 2³², lane by lane.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x ⊕ y ⊕ z.</summary>
    static abstract TVector Xor(TVector x, TVector y, TVector z);

    /// <summary>The bits of y where x is one and of z where x is zero: Ch of FIPS 180-4.</summary>
    static abstract TVector Choose(TVector x, TVector y, TVector z);

    /// <summary>The bits at least two of the three agree on: Maj of FIPS 180-4.</summary>
    static abstract TVector Majority(TVector x, TVector y, TVector z);

    /// <summary>Each lane rotated right.</summary>
    static abstract TVector RotateRight(TVector x, [ConstantExpected] byte bits);

    /// <summary>Each lane shifted right, zeros entering.</summary>
    static abstract TVector ShiftRight(TVector x, [ConstantExpected] byte bits);

    /// <summary>Each lane shifted left, zeros entering.</summary>
    static abstract TVector ShiftLeft(TVector x, [ConstantExpected] byte bits);

    /// <summary>x | y.</summary>
    static abstract TVector Or(TVector x, TVector y);

    /// <summary>Turns one 64-byte block of each message into the 16 word vectors of the rounds.</summary>
    /// <param name="blocks"><see cref="Count"/> blocks one after the other, which is the size of 16 vectors.</param>
    /// <param name="words">Receives 16 vectors; must not overlap <paramref name="blocks"/>.</param>
    static abstract void ToWords(ReadOnlySpan<TVector> blocks, Span<TVector> words);

    /// <summary>Turns the eight word vectors of the state into one digest for each lane.</summary>
    /// <param name="state">Eight vectors.</param>
    /// <param name="digests"><see cref="Count"/> digests.</param>
    static abstract void ToDigests(ReadOnlySpan<TVector> state, Span<Hash> digests);
}
