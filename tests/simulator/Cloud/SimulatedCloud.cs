using System.Globalization;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Cloud;

/// <summary>Blobs that several processes share, with the conditions of Azure's append and block blobs. What is here happens at once; the way to it is <see cref="CloudClient"/>.</summary>
internal sealed class SimulatedCloud(Driver driver, ICloudWatch watch)
{
    /// <summary>For so long a listing may not have noticed a change.</summary>
    public static readonly TimeSpan ListingLag = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<string, CloudBlob> _blobs = new(StringComparer.Ordinal);
    private readonly List<(TimeSpan When, BlobInfo Blob)> _deleted = [];
    private long _versions;

    public CloudBlob? Find(string name) => _blobs.GetValueOrDefault(name);

    public IEnumerable<KeyValuePair<string, CloudBlob>> Under(string prefix) =>
        _blobs.Where(b => b.Key.StartsWith(prefix, StringComparison.Ordinal));

    public bool CreateAppendBlob(string name)
    {
        BlobName.Require(name);
        if (_blobs.ContainsKey(name))
            return false;
        _blobs[name] = new CloudBlob(NextVersion(), isAppendBlob: true) { Created = driver.Now };
        watch.Created(name);
        return true;
    }

    public AppendOutcome Append(string name, long position, byte[] data)
    {
        if (Find(name) is not { IsAppendBlob: true } blob || blob.Length != position)
            return AppendOutcome.PositionNotMet;
        blob.Append(data, NextVersion());
        watch.Appended(name, position, data);
        return AppendOutcome.Appended;
    }

    /// <returns>−1 if there is no such blob.</returns>
    public int Read(string name, long offset, Span<byte> destination)
    {
        if (Find(name) is not { } blob)
            return -1;
        ReadOnlySpan<byte> rest = blob.Bytes[(int)Math.Min(offset, blob.Length)..];
        rest = rest[..Math.Min(rest.Length, destination.Length)];
        rest.CopyTo(destination);
        return rest.Length;
    }

    public BlobContent? Get(string name) => Find(name) is { } blob ? new BlobContent(blob.Bytes.ToArray(), blob.Version) : null;

    public string? Put(string name, byte[] data, PutCondition condition)
    {
        BlobName.Require(name);
        CloudBlob? before = Find(name);
        return before?.Version == condition.Version ? Write(name, data, before) : null;
    }

    public void Commit(string name, byte[] data) => Write(name, data, Find(name));

    public bool Delete(string name, VirtualProcess? by)
    {
        if (!_blobs.Remove(name, out CloudBlob? blob))
            return false;
        _deleted.Add((driver.Now, new BlobInfo(name, blob.Length)));
        watch.Deleted(name, by);
        return true;
    }

    /// <param name="prefix">What the names begin with.</param>
    /// <param name="isForgotten">Asked of every blob created just now: whether it is left out.</param>
    /// <param name="isStillShown">Asked of every blob deleted just now.</param>
    public List<BlobInfo> List(string prefix, Func<bool> isForgotten, Func<bool> isStillShown)
    {
        var listed = new List<BlobInfo>();
        foreach ((string name, CloudBlob blob) in Under(prefix))
        {
            if (driver.Now - blob.Created > ListingLag || !isForgotten())
                listed.Add(new BlobInfo(name, blob.Length));
        }

        _deleted.RemoveAll(d => driver.Now - d.When > ListingLag);
        foreach ((_, BlobInfo blob) in _deleted)
        {
            if (blob.Name.StartsWith(prefix, StringComparison.Ordinal) && !listed.Exists(b => b.Name == blob.Name) && isStillShown())
                listed.Add(blob);
        }

        listed.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return listed;
    }

    private string Write(string name, byte[] data, CloudBlob? before)
    {
        var now = new CloudBlob(NextVersion(), isAppendBlob: false) { Created = before?.Created ?? driver.Now };
        now.Append(data, now.Version);
        _blobs[name] = now;
        watch.Written(name, before, now);
        return now.Version;
    }

    private string NextVersion() => (++_versions).ToString(CultureInfo.InvariantCulture);
}
