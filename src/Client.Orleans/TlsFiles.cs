using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>PEM files for mutual TLS: the certificate of this client or silo, its key, and the authority that issued all certificates of
/// the cluster.</summary>
/// <param name="Name">The name that the silos' certificates must have.</param>
public sealed record TlsFiles(string Certificate, string Key, string Authority, string Name)
{
    /// <summary>Whether files that change are read again. False where they are deleted after they were read, so that files which another
    /// user puts in their place are not trusted.</summary>
    public bool Reload { get; init; } = true;

    private const string CertificateVariable = "SWEEP_TLS_CERTIFICATE";
    private const string KeyVariable = "SWEEP_TLS_KEY";
    private const string AuthorityVariable = "SWEEP_TLS_AUTHORITY";
    private const string NameVariable = "SWEEP_TLS_NAME";

    /// <summary>The files named in the environment; null if it names no certificate, and connections are not encrypted.</summary>
    /// <exception cref="SweepException">Some of the files are missing.</exception>
    public static TlsFiles? FromEnvironment() => Find(CertificateVariable) is { } certificate
        ? new(certificate, Needed(KeyVariable), Needed(AuthorityVariable), Find(NameVariable) ?? "sweepcluster")
        : null;

    private static string? Find(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string Needed(string variable) =>
        Find(variable) ?? throw new SweepException($"{variable} is not set. With {CertificateVariable} it is needed as well.");
}
