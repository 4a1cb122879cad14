using System.Runtime.CompilerServices;

namespace ImmuFunctions.Core.Hashing;

/// <summary>The compression function of SHA-256, for as many messages as a vector has lanes.</summary>
/// <remarks>
/// Written once for one, eight and sixteen lanes. The names are those of FIPS 180-4 section 6.2.2: the eight working
/// words a to h, the schedule W and the round constants K.
/// </remarks>
internal static class Sha256Lanes<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int ScheduleLength = 64;

    /// <summary>Sets the state from which every message starts.</summary>
    /// <param name="state">Eight vectors.</param>
    public static void Start(Span<TVector> state)
    {
        for (var i = 0; i < Sha256Constants.InitialState.Length; i++)
            state[i] = TLanes.Broadcast(Sha256Constants.InitialState[i]);
    }

    /// <summary>Takes one block of each message into the state.</summary>
    /// <param name="words">The block, turned into 16 word vectors.</param>
    /// <param name="state">Eight vectors, updated.</param>
    // Compiled fully at the first call: unoptimised, each of the thousand small operations here would be a call, and a
    // process that starts by hashing would do so a hundred times more slowly.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Compress(ReadOnlySpan<TVector> words, Span<TVector> state)
    {
        // Every slice below has a constant length, so that no index is checked at run time.
        Span<TVector> schedule = stackalloc TVector[ScheduleLength];
        words[..16].CopyTo(schedule);
        state = state[..8];
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);

        // A round renames its words, a to b, b to c and so on; after eight rounds each has its first name again. So
        // eight rounds are written out and nothing is moved. The schedule grows beside the rounds, 16 words ahead:
        // the two do not wait for each other.
        for (var t = 0; t < ScheduleLength - 16; t += 8)
        {
            var w = schedule.Slice(t, 24);
            var k = Sha256Constants.Rounds.Slice(t, 8);
            Round(a, b, c, ref d, e, f, g, ref h, w[0], k[0]);
            w[16] = Extend(w[0], w[1], w[9], w[14]);
            Round(h, a, b, ref c, d, e, f, ref g, w[1], k[1]);
            w[17] = Extend(w[1], w[2], w[10], w[15]);
            Round(g, h, a, ref b, c, d, e, ref f, w[2], k[2]);
            w[18] = Extend(w[2], w[3], w[11], w[16]);
            Round(f, g, h, ref a, b, c, d, ref e, w[3], k[3]);
            w[19] = Extend(w[3], w[4], w[12], w[17]);
            Round(e, f, g, ref h, a, b, c, ref d, w[4], k[4]);
            w[20] = Extend(w[4], w[5], w[13], w[18]);
            Round(d, e, f, ref g, h, a, b, ref c, w[5], k[5]);
            w[21] = Extend(w[5], w[6], w[14], w[19]);
            Round(c, d, e, ref f, g, h, a, ref b, w[6], k[6]);
            w[22] = Extend(w[6], w[7], w[15], w[20]);
            Round(b, c, d, ref e, f, g, h, ref a, w[7], k[7]);
            w[23] = Extend(w[7], w[8], w[16], w[21]);
        }

        for (var t = ScheduleLength - 16; t < ScheduleLength; t += 8)
        {
            var w = schedule.Slice(t, 8);
            var k = Sha256Constants.Rounds.Slice(t, 8);
            Round(a, b, c, ref d, e, f, g, ref h, w[0], k[0]);
            Round(h, a, b, ref c, d, e, f, ref g, w[1], k[1]);
            Round(g, h, a, ref b, c, d, e, ref f, w[2], k[2]);
            Round(f, g, h, ref a, b, c, d, ref e, w[3], k[3]);
            Round(e, f, g, ref h, a, b, c, ref d, w[4], k[4]);
            Round(d, e, f, ref g, h, a, b, ref c, w[5], k[5]);
            Round(c, d, e, ref f, g, h, a, ref b, w[6], k[6]);
            Round(b, c, d, ref e, f, g, h, ref a, w[7], k[7]);
        }

        state[0] = TLanes.Add(state[0], a);
        state[1] = TLanes.Add(state[1], b);
        state[2] = TLanes.Add(state[2], c);
        state[3] = TLanes.Add(state[3], d);
        state[4] = TLanes.Add(state[4], e);
        state[5] = TLanes.Add(state[5], f);
        state[6] = TLanes.Add(state[6], g);
        state[7] = TLanes.Add(state[7], h);
    }

    // Afterwards d holds the round's e, and h its a.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        TVector a, TVector b, TVector c, ref TVector d, TVector e, TVector f, TVector g, ref TVector h, TVector w, uint k)
    {
        // Added in this order, what depends on the previous round comes last.
        var t1 = TLanes.Add(TLanes.Add(h, w), TLanes.Broadcast(k));
        t1 = TLanes.Add(t1, TLanes.Choose(e, f, g));
        t1 = TLanes.Add(t1, TLanes.Xor(TLanes.RotateRight(e, 6), TLanes.RotateRight(e, 11), TLanes.RotateRight(e, 25)));
        d = TLanes.Add(d, t1);
        h = TLanes.Add(t1, TLanes.Majority(a, b, c));
        h = TLanes.Add(h, TLanes.Xor(TLanes.RotateRight(a, 2), TLanes.RotateRight(a, 13), TLanes.RotateRight(a, 22)));
    }

    // The word of the schedule 16 after w0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Extend(TVector w0, TVector w1, TVector w9, TVector w14)
    {
        var s0 = TLanes.Xor(TLanes.RotateRight(w1, 7), TLanes.RotateRight(w1, 18), TLanes.ShiftRight(w1, 3));
        var s1 = TLanes.Xor(TLanes.RotateRight(w14, 17), TLanes.RotateRight(w14, 19), TLanes.ShiftRight(w14, 10));
        return TLanes.Add(TLanes.Add(TLanes.Add(w0, s0), w9), s1);
    }
}
