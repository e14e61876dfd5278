using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>An authority made for one test, with certificates good for both ends of a connection.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    private readonly string _folder;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public ClusterCertificates(string folder)
    {
        Directory.CreateDirectory(_folder = folder);
        var request = new CertificateRequest("CN=an authority of a test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        // Authorities of the same name are distinguished by their keys.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(Begin, End);
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem() + "\n");
    }

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    private static DateTimeOffset Begin => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset End => TimeProvider.System.GetUtcNow().AddDays(1);

    /// <summary>A new certificate: its PEM file and that of its key.</summary>
    public (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        using var certificate = request.Create(_authority, Begin.AddHours(1), End.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        var files = (Path.Combine(_folder, $"{name}.pem"), Path.Combine(_folder, $"{name}.key"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem() + "\n");
        return files;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }
}
