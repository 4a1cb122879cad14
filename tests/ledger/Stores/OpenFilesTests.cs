using ImmuFunctions.Ledger.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Stores;

public sealed class OpenFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SafeFileHandle> _handles = [];
    private readonly OpenFiles _files;

    public OpenFilesTests() => _files = new OpenFiles(4, Open);

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Use_AFileUsedBefore_OpensItOnce()
    {
        Write("a", "1");

        Assert.Equal("1", Read("a"));
        Assert.Equal("1", Read("a"));

        Assert.Single(_handles);
        Assert.Equal(1, _files.Count);
    }

    [Fact]
    public void Use_ManyFiles_KeepsAtMostSoManyOpen()
    {
        for (int i = 0; i < 20; i++)
            Write($"{i}", $"{i}");

        for (int i = 0; i < 60; i++)
            Assert.Equal($"{i % 20}", Read($"{i % 20}"));

        Assert.Equal(4, _files.Count);
        Assert.Equal(4, _handles.Count(h => !h.IsClosed));
    }

    [Fact]
    public void Use_OneFileAllTheTime_IsNotClosedForOthers()
    {
        Write("hot", "hot");
        for (int i = 0; i < 50; i++)
        {
            Write($"{i}", "cold");
            Read("hot");
            Read($"{i}");
        }

        Assert.Equal(51, _handles.Count);
    }

    [Fact]
    public void Use_NoSuchFile_ThrowsAndKeepsNothing()
    {
        Assert.Throws<FileNotFoundException>(() => _files.Use("a"));
        Write("a", "1");
        Assert.Equal("1", Read("a"));
    }

    [Fact]
    public void Forget_FileReplaced_IsOpenedAfreshWhileAUseUnderWayFinishesOnTheOld()
    {
        Write("a", "old");
        using SharedFile underWay = _files.Use("a");
        Replace("a", "new");

        _files.Forget("a");

        Assert.Equal("new", Read("a"));
        Assert.Equal("old", Text(underWay));
    }

    [Fact]
    public void Forget_WhileTheFileIsBeingOpened_DoesNotKeepTheOldOne()
    {
        Write("a", "old");
        OpenFiles files = null!;
        files = new OpenFiles(4, name =>
        {
            SafeFileHandle opened = Open(name);
            if (_handles.Count == 1)
            {
                Replace("a", "new");
                files.Forget("a");
            }

            return opened;
        });

        using (SharedFile first = files.Use("a"))
            Assert.Equal("old", Text(first));
        using (SharedFile second = files.Use("a"))
            Assert.Equal("new", Text(second));
        files.Dispose();

        Assert.All(_handles, h => Assert.True(h.IsClosed));
    }

    [Fact]
    public void Forget_OneOfThoseKept_LeavesTheOthers()
    {
        foreach (string name in (string[])["a", "b", "c", "d", "e"])
            Write(name, name);
        foreach (string name in (string[])["a", "b", "c", "d", "e", "d"])
            Read(name);

        _files.Forget("c");
        _files.Forget("never used");

        Assert.Equal(3, _files.Count);
        foreach (string name in (string[])["b", "d", "e", "a", "c", "a", "c"])
            Assert.Equal(name, Read(name));
        Assert.Equal(4, _files.Count);
    }

    [Fact]
    public void Dispose_WhileInUse_ClosesItAfterTheUseAndOpensNothingMore()
    {
        Write("a", "1");
        Write("b", "2");
        Read("b");
        SharedFile used = _files.Use("a");

        _files.Dispose();

        Assert.Equal("1", Text(used));
        used.Dispose();
        Assert.All(_handles, h => Assert.True(h.IsClosed));
        Assert.Throws<ObjectDisposedException>(() => _files.Use("a"));
    }

    [Fact]
    public async Task Use_FromManyThreadsWithMoreFilesThanAreKept_AlwaysReadsTheRightOne()
    {
        for (int i = 0; i < 12; i++)
            Write($"{i}", $"{i}");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(t => Task.Run(() =>
        {
            var random = new Random(t);
            for (int step = 0; step < 3000; step++)
            {
                string name = $"{random.Next(random.Next(2) == 0 ? 3 : 12)}";
                Assert.Equal(name, Read(name));
                if (random.Next(50) == 0)
                    _files.Forget(name);
            }
        }, Ct)));

        Assert.InRange(_files.Count, 1, 4);
        Assert.Equal(_files.Count, _handles.Count(h => !h.IsClosed));
        _files.Dispose();
        Assert.All(_handles, h => Assert.True(h.IsClosed));
    }

    private SafeFileHandle Open(string name)
    {
        SafeFileHandle handle = File.OpenHandle(_folder.PathOf(name), options: FileOptions.None, share: FileShare.ReadWrite | FileShare.Delete);
        lock (_handles)
            _handles.Add(handle);
        return handle;
    }

    private string Read(string name)
    {
        using SharedFile file = _files.Use(name);
        return Text(file);
    }

    private static string Text(SharedFile file)
    {
        var bytes = new byte[100];
        return System.Text.Encoding.ASCII.GetString(bytes.AsSpan(0, DurableFile.ReadFully(file.Handle, 0, bytes)));
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.PathOf(name), text);

    private void Replace(string name, string text)
    {
        Write(name + ".next", text);
        File.Move(_folder.PathOf(name + ".next"), _folder.PathOf(name), overwrite: true);
    }
}
