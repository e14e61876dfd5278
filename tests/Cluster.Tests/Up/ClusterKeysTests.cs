using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using SweepCluster.Client.Orleans;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Cluster.Tests.Up;

/// <summary>The certificates of one cluster on one machine.</summary>
public sealed class ClusterKeysTests
{
    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Keys_UntilDisposed_LieWhereThisUserAloneReadsThem()
    {
        var keys = ClusterKeys.Create(TimeProvider.System);
        var folder = Path.GetDirectoryName(keys.Files.Key)!;

        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(folder).ShouldBe([keys.Files.Authority, keys.Files.Key, keys.Files.Certificate], ignoreOrder: true);
        foreach (var file in Directory.GetFiles(folder))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);

        keys.Dispose();

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void Certificate_OfOneCluster_ComesFromItsOwnAuthorityAlone()
    {
        var time = TestClock.Create();
        using var ours = ClusterKeys.Create(time);
        using var theirs = ClusterKeys.Create(time);

        Validates(ours, ours, time.GetUtcNow()).ShouldBeTrue();
        Validates(ours, ours, time.GetUtcNow().AddDays(364)).ShouldBeTrue();
        Validates(ours, ours, time.GetUtcNow().AddDays(366)).ShouldBeFalse();
        Validates(ours, theirs, time.GetUtcNow()).ShouldBeFalse();
    }

    private static bool Validates(ClusterKeys shown, ClusterKeys known, DateTimeOffset when)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(shown.Files.Certificate, shown.Files.Key);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(known.Files.Authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = when.LocalDateTime;
        return chain.Build(certificate);
    }
}
