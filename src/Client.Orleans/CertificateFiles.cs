using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>The certificate of this process and the authorities that others' come from, as the files hold them now: changed files are read
/// again for the next connection. Used by several threads at once.</summary>
internal sealed class CertificateFiles
{
    private readonly Lock _gate = new();
    private readonly TlsFiles _files;
    private readonly string _subject;
    private Texts _texts;
    private Certificates _current;
    private string? _problem;

    /// <param name="subject">What names the files, for messages.</param>
    /// <exception cref="SweepException">A file can't be read.</exception>
    public CertificateFiles(TlsFiles files, string subject)
    {
        (_files, _subject) = (files, subject);
        _texts = Attempt(ReadTexts);
        _current = Attempt(() => Parse(_texts));
    }

    /// <summary>As the files are. While they can't be read, because they are being replaced or are wrong, as they were: see
    /// <see cref="Problem"/>.</summary>
    public Certificates Current
    {
        get
        {
            if (!_files.Reload)
                return _current;
            lock (_gate)
            {
                try
                {
                    // The texts themselves: two certificates have the same length, and their times are those of a clock that moves in
                    // steps of milliseconds, or were copied along.
                    var texts = Attempt(ReadTexts);
                    if (texts != _texts)
                    {
                        // An older one isn't disposed: a connection may be about to show it.
                        _current = Attempt(() => Parse(texts));
                        _texts = texts;
                    }

                    _problem = null;
                }
                catch (SweepException unreadable)
                {
                    // The next connection tries again: certificate and key are replaced one after the other.
                    _problem = unreadable.Message;
                }

                return _current;
            }
        }
    }

    /// <summary>Why changed files could not be read; null: they could.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _problem;
            }
        }
    }

    private Texts ReadTexts() =>
        new(File.ReadAllText(_files.Certificate), File.ReadAllText(_files.Key), File.ReadAllText(_files.Authority));

    private Certificates Parse(Texts texts)
    {
        var own = Usable(X509Certificate2.CreateFromPem(texts.Certificate, texts.Key));
        // Several while an authority is replaced: certificates of the old one and of the new one are good then.
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(texts.Authority);
        return authorities.Count > 0
            ? new(own, authorities)
            : throw new CryptographicException($"{_files.Authority} holds no certificate");
    }

    private T Attempt<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        // An argument is wrong where the key is of another certificate.
        catch (Exception failure) when (
            failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{_subject} can't be read as PEM: {failure.Message}", SweepErrorKind.Input, failure);
        }
    }

    // Windows' TLS accepts no key that was read from PEM and lies in memory alone.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;

    /// <summary>What the three files hold.</summary>
    private sealed record Texts(string Certificate, string Key, string Authority);
}

/// <summary>What one end of a connection shows, and what it accepts.</summary>
/// <param name="Own">With its key.</param>
/// <param name="Authorities">At least one.</param>
internal sealed record Certificates(X509Certificate2 Own, X509Certificate2Collection Authorities);
