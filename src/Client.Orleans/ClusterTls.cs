using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>Mutual TLS towards the silos' gateways.</summary>
public static class ClusterTls
{
    /// <exception cref="SweepException">A file can't be read.</exception>
    public static void UseClusterTls(this IClientBuilder client, TlsFiles files)
    {
        var (certificate, authority) = Read(files);
        client.UseTls(certificate, tls =>
        {
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (remote, _, errors) => ComesFrom(authority, remote, errors);
            tls.OnAuthenticateAsClient = (_, options) =>
            {
                options.TargetHost = files.Name;
                options.ClientCertificates = [certificate];
            };
        });
    }

    private static bool ComesFrom(X509Certificate2 authority, X509Certificate2 remote, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(remote);
    }

    private static (X509Certificate2 Certificate, X509Certificate2 Authority) Read(TlsFiles files)
    {
        try
        {
            var certificate = Usable(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
            return (certificate, X509CertificateLoader.LoadCertificateFromFile(files.Authority));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{files.Certificate}, {files.Key} or {files.Authority} can't be read as PEM: {failure.Message}", SweepErrorKind.Input, failure);
        }
    }

    // Windows' TLS accepts no key that was read from PEM and lies in memory alone.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;
}
