using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ImmuFunctions.Service.Items;

/// <summary>Gathers the items of a stream into messages of a bounded size; a single larger item goes alone.</summary>
/// <param name="maxBytes">Most bytes of a message.</param>
/// <param name="itemsOf">The one field of a message: its items, with a field number below 16.</param>
/// <param name="send">Sends a message; not kept after it returns.</param>
internal sealed class ListMessages<TList, TItem>(int maxBytes, Func<TList, RepeatedField<TItem>> itemsOf, Func<TList, ValueTask> send)
    where TList : class, IMessage<TList>, new()
    where TItem : IMessage<TItem>
{
    private TList _message = new();
    private int _messageBytes;

    public async ValueTask AddAsync(TItem item)
    {
        int content = item.CalculateSize();
        int bytes = 1 + CodedOutputStream.ComputeLengthSize(content) + content;
        if (_messageBytes + bytes > maxBytes)
            await FlushAsync().ConfigureAwait(false);
        itemsOf(_message).Add(item);
        _messageBytes += bytes;
    }

    public async ValueTask FlushAsync()
    {
        if (_messageBytes == 0)
            return;
        TList full = _message;
        _message = new TList();
        _messageBytes = 0;
        await send(full).ConfigureAwait(false);
    }
}
