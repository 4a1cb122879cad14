using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>The newest identity that fits: the files are looked at again when a handshake asks, never while nobody connects.</summary>
/// <remarks>
/// Contents are compared, not times: a link that was turned to another folder, as Kubernetes does it, or a file of the same age and length is seen too.
/// Three small files are read for that, at most once in <see cref="Interval"/>.
/// </remarks>
internal sealed class CurrentTls
{
    /// <summary>For so long what was read is taken for what is there.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly TlsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();

    // Written under _lock, read without.
    private volatile TlsIdentity _identity;
    private long _looked;

    // Guarded by _lock: what did not fit, so that it is told once; null if nothing.
    private string? _refused;

    /// <param name="first">Read just now.</param>
    /// <param name="settings">Where the files are.</param>
    /// <param name="time">Measures the interval.</param>
    /// <param name="log">Told of renewals and of files that do not fit.</param>
    public CurrentTls(TlsIdentity first, TlsSettings settings, TimeProvider time, ILogger log)
    {
        _identity = first;
        _settings = settings;
        _time = time;
        _log = log;
        _looked = time.GetTimestamp();
        TlsLog.Serving(log, ValidUntil(first));
    }

    /// <summary>For a handshake that begins now.</summary>
    public TlsIdentity Identity
    {
        get
        {
            // One handshake looks; others that come meanwhile do not wait for it.
            if (_time.GetElapsedTime(Volatile.Read(ref _looked)) >= Interval && _lock.TryEnter())
            {
                try
                {
                    Look();
                    Volatile.Write(ref _looked, _time.GetTimestamp());
                }
                finally
                {
                    _lock.Exit();
                }
            }

            return _identity;
        }
    }

    private void Look()
    {
        string? state = null;
        try
        {
            using TlsFiles files = TlsFiles.Read(_settings);
            state = files.Digest;
            if (state == _identity.Digest)
            {
                _refused = null;
                return;
            }

            if (state == _refused)
                return;
            _identity = TlsIdentity.From(_settings, files);
            _refused = null;
            TlsLog.Renewed(_log, ValidUntil(_identity));
        }
        catch (SettingException e)
        {
            // Half-written, or one file of two: what fitted goes on, and the next look may find the rest.
            state ??= e.Message;
            if (state != _refused)
                TlsLog.NotFitting(_log, e.Message);
            _refused = state;
        }
    }

    private static DateTime ValidUntil(TlsIdentity identity) => identity.Server.TargetCertificate.NotAfter.ToUniversalTime();
}
