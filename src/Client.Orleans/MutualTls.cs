using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>Configures mutual TLS between silos and from clients: every certificate of the cluster must come from its one
/// authority.</summary>
public static class MutualTls
{
    /// <param name="client">A client of the silos' gateways.</param>
    /// <param name="files">The files; null if connections are not encrypted.</param>
    /// <exception cref="SweepException">A file can't be read.</exception>
    public static IClientBuilder UseMutualTls(this IClientBuilder client, TlsFiles? files) =>
        files is null ? client : client.UseTls(tls => Configure(tls, files, $"{files.Certificate}, {files.Key} or {files.Authority}"));

    /// <param name="silo">A silo, which is both server and client of the other silos.</param>
    /// <param name="files">The files; null if connections are not encrypted.</param>
    /// <param name="section">The silo's settings with the files, for messages.</param>
    /// <exception cref="SweepException">A file can't be read.</exception>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, TlsFiles? files, string section) =>
        files is null ? silo : silo.UseTls(tls => Configure(tls, files, $"{section}: the certificate, its key or the authority"));

    private static void Configure(TlsOptions tls, TlsFiles files, string subject)
    {
        var (certificate, authority) = Read(files, subject);
        tls.LocalCertificate = certificate;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (remote, _, errors) => ComesFrom(authority, remote, errors);
        tls.OnAuthenticateAsClient = (_, client) =>
        {
            client.TargetHost = files.Name;
            client.ClientCertificates = [certificate];
        };
    }

    // Only the cluster's authority is trusted, not the machine's.
    private static bool ComesFrom(X509Certificate2 authority, X509Certificate2 remote, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(remote);
    }

    private static (X509Certificate2 Certificate, X509Certificate2 Authority) Read(TlsFiles files, string subject)
    {
        try
        {
            var certificate = Usable(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
            return (certificate, X509CertificateLoader.LoadCertificateFromFile(files.Authority));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{subject} can't be read as PEM: {failure.Message}", SweepErrorKind.Input, failure);
        }
    }

    // TLS on Windows does not accept a key that was read from PEM and exists only in memory.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;
}
