using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Client.Orleans;

/// <summary>Mutual TLS for one cluster on this machine: an authority made for it, and the one certificate that its silos and its client
/// show each other. They lie as PEM files in a folder that this user alone can open, until disposed.</summary>
/// <remarks>Every process reads its files once, when it starts, and never again. The authority's key is never written, so no process can
/// issue a second certificate.</remarks>
public sealed class ClusterKeys : IDisposable
{
    private const string Name = "sweepcluster";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int SerialBytes = 16;

    private readonly DirectoryInfo _folder;

    private ClusterKeys(DirectoryInfo folder)
    {
        _folder = folder;
        Files = new(In("silo.pem"), In("silo.key"), In("authority.pem"), Name) { Reload = false };

        string In(string name) => Path.Combine(folder.FullName, name);
    }

    public TlsFiles Files { get; }

    /// <summary>Creates an authority and a certificate that are valid for a year from now.</summary>
    /// <exception cref="SweepException">The files can't be written (Environment).</exception>
    public static ClusterKeys Create(TimeProvider time)
    {
        try
        {
            // The folder has the permissions 0700 from the beginning.
            var keys = new ClusterKeys(Directory.CreateTempSubdirectory("sweep-cluster-"));
            try
            {
                keys.Write(time.GetUtcNow());
                return keys;
            }
            catch
            {
                keys.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"The cluster's certificates can't be written below {Path.GetTempPath()}: {failure.Message.TrimEnd('.')}. "
                + "Free some space, or set TMPDIR to another folder.",
                SweepErrorKind.Environment,
                failure);
        }
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The files were already deleted, for example by a cleaner of temporary files.
        }
    }

    private void Write(DateTimeOffset now)
    {
        using var authority = CreateAuthority(now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(authority, key, now);
        Write(Files.Authority, authority.ExportCertificatePem());
        Write(Files.Certificate, certificate.ExportCertificatePem());
        Write(Files.Key, key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 CreateAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of one sweep cluster up", key, HashAlgorithmName.SHA256);
        // The authority issues certificates of silos, and none of further authorities.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // Valid from a little earlier: clocks of one machine may be set back.
        return request.CreateSelfSigned(now.AddDays(-2), now.AddYears(1).AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        OidCollection uses = [new(ServerAuthentication), new(ClientAuthentication)];
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(authority, now.AddDays(-1), now.AddYears(1), RandomNumberGenerator.GetBytes(SerialBytes));
    }

    private static void Write(string path, string text)
    {
        using var writer = new StreamWriter(path, OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None));
        writer.Write(text);
    }
}
