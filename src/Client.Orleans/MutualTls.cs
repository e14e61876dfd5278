using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Connections.Security;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>Mutual TLS between silos and from clients: every certificate of the cluster must come from its one authority. Files that change
/// are read again; connections that are open stay open.</summary>
public static class MutualTls
{
    /// <param name="client">A client of the silos' gateways.</param>
    /// <param name="files">The files; null if connections are not encrypted.</param>
    /// <exception cref="SweepException">A file can't be read.</exception>
    public static IClientBuilder UseMutualTls(this IClientBuilder client, TlsFiles? files)
    {
        if (files is null)
            return client;
        var certificates = new CertificateFiles(files, $"{files.Certificate}, {files.Key} or {files.Authority}");
        client.Services.AddWatch(certificates, files);
        return client.UseTls(tls => Configure(tls, files, certificates));
    }

    /// <param name="silo">A silo, which is both server and client of the other silos.</param>
    /// <param name="files">The files; null if connections are not encrypted.</param>
    /// <param name="section">The silo's settings with the files, for messages.</param>
    /// <exception cref="SweepException">A file can't be read.</exception>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, TlsFiles? files, string section)
    {
        if (files is null)
            return silo;
        var certificates = new CertificateFiles(files, $"{section}: the certificate, its key or the authority");
        silo.Services.AddWatch(certificates, files);
        return silo.UseTls(tls => Configure(tls, files, certificates));
    }

    private static void Configure(TlsOptions tls, TlsFiles files, CertificateFiles certificates)
    {
        // Orleans checks this one's usages at the start; the others below take its place for each connection.
        tls.LocalCertificate = certificates.Current.Own;
        tls.LocalServerCertificateSelector = (_, _) => certificates.Current.Own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (remote, _, errors) => ComesFrom(certificates.Current.Authorities, remote, errors);
        tls.OnAuthenticateAsClient = (_, client) =>
        {
            client.TargetHost = files.Name;
            client.ClientCertificates = [certificates.Current.Own];
        };
    }

    // The machine's own authorities don't count: only the cluster's.
    private static bool ComesFrom(X509Certificate2Collection authorities, X509Certificate2 remote, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(remote);
    }

    private static void AddWatch(this IServiceCollection services, CertificateFiles certificates, TlsFiles files)
    {
        if (files.Reload)
            services.AddSingleton<IHostedService>(provider => new CertificateWatch(
                certificates, TimeProvider.System, provider.GetRequiredService<ILogger<CertificateWatch>>()));
    }
}
