using Google.Protobuf;
using Immudb.Schema;

namespace ImmuFunctions.Service.Dumps;

/// <summary>Gathers dump records into messages of at most <see cref="MaxBytes"/>; a single larger record goes alone.</summary>
/// <remarks>Clients refuse messages over 4 MiB, at which immudb itself only begins to close one.</remarks>
/// <param name="send">Sends a message; not kept after it returns.</param>
internal sealed class DumpMessages(Func<DumpKVList, ValueTask> send)
{
    /// <summary>1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    private DumpKVList _message = new();
    private int _messageBytes;

    public async ValueTask AddAsync(DumpKV record)
    {
        int content = record.CalculateSize();
        int bytes = 1 + CodedOutputStream.ComputeLengthSize(content) + content;
        if (_messageBytes + bytes > MaxBytes)
            await FlushAsync().ConfigureAwait(false);
        _message.Kv.Add(record);
        _messageBytes += bytes;
    }

    public async ValueTask FlushAsync()
    {
        if (_messageBytes == 0)
            return;
        DumpKVList full = _message;
        _message = new DumpKVList();
        _messageBytes = 0;
        await send(full).ConfigureAwait(false);
    }
}
