using System.Buffers.Binary;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Keys;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>Refuses an atomic list in which an operation is empty or stands twice.</summary>
/// <remarks>
/// Spec section 7.5 step 2: plain sets are the same by key, the others by name, key and index (a sorted-set member's
/// score does not count). immudb compares joined bytes, so that <c>ab</c>+<c>c</c> equals <c>a</c>+<c>bc</c>; here
/// only true duplicates are refused (section 21.2).
/// </remarks>
internal sealed class OpIdentities
{
    private readonly HashSet<ReadOnlyMemory<byte>> _keys = new(KeyEquality.Instance);
    private readonly HashSet<ReadOnlyMemory<byte>> _members = new(KeyEquality.Instance);
    private readonly HashSet<ReadOnlyMemory<byte>> _references = new(KeyEquality.Instance);

    public void Require(Op op)
    {
        switch (op.OperationCase)
        {
            case Op.OperationOneofCase.KVs when !_keys.Add(op.KVs.Key.Memory):
                throw ImmuErrors.DuplicateKeys();
            case Op.OperationOneofCase.ZOpts when !_members.Add(Identity(op.ZOpts.Set, op.ZOpts.Key, op.ZOpts.Index)):
                throw ImmuErrors.DuplicateMembers();
            case Op.OperationOneofCase.ROpts when !_references.Add(Identity(op.ROpts.Reference, op.ROpts.Key, op.ROpts.Index)):
                throw ImmuErrors.DuplicateReferences();
            case Op.OperationOneofCase.None:
                throw ImmuErrors.OperationNotSet();
        }
    }

    // The length in front keeps name and key apart.
    private static byte[] Identity(ByteString name, ByteString key, Index? index)
    {
        var identity = new byte[sizeof(int) + name.Length + key.Length + TargetSuffix.Length];
        BinaryPrimitives.WriteInt32BigEndian(identity, name.Length);
        name.Span.CopyTo(identity.AsSpan(sizeof(int)));
        key.Span.CopyTo(identity.AsSpan(sizeof(int) + name.Length));
        TargetSuffix.Write(identity, index?.Index_);
        return identity;
    }
}
