using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using SweepCluster.Model;

namespace SweepCluster.Silo.Configuration;

/// <summary>Mutual TLS: every certificate in the cluster must come from the one authority.</summary>
internal static class SiloTls
{
    /// <exception cref="SweepException">A file can't be read.</exception>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, TlsOptions options)
    {
        if (string.IsNullOrEmpty(options.Certificate))
            return silo;
        var (certificate, authority) = Read(options);
        return silo.UseTls(certificate, tls =>
        {
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (remote, _, errors) => IsOurs(remote, errors, authority);
            tls.OnAuthenticateAsClient = (_, client) =>
            {
                client.TargetHost = options.Name;
                client.ClientCertificates = [certificate];
            };
        });
    }

    // The machine's own authorities don't count: only the cluster's.
    private static bool IsOurs(X509Certificate2 remote, SslPolicyErrors errors, X509Certificate2 authority)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(remote);
    }

    private static (X509Certificate2 Certificate, X509Certificate2 Authority) Read(TlsOptions options)
    {
        try
        {
            var certificate = Usable(X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key));
            return (certificate, X509CertificateLoader.LoadCertificateFromFile(options.Authority!));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"Silo:Tls: the certificate, its key or the authority can't be read as PEM: {failure.Message}", SweepErrorKind.Input, failure);
        }
    }

    // Windows' TLS accepts no key that was read from PEM and lies in memory alone.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;
}
