using Google.Protobuf;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Queries;

/// <summary>Receipt: that an entry is in the log, for whoever has the ledger's key.</summary>
internal static class Receipts
{
    public static async ValueTask<ReceiptReply> ReceiptAsync(OpenDatabase database, ReceiptRequest request, CancellationToken cancellationToken)
    {
        TlogProof receipt = await database.Ledger.ReceiptAsync(request.Index, request.WithEntry, cancellationToken).ConfigureAwait(false)
            ?? throw ImmuErrors.NoReceipts();
        return new ReceiptReply { Text = UnsafeByteOperations.UnsafeWrap(receipt.Format()) };
    }
}
