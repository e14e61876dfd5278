using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SweepCluster.Client.Orleans;
using SweepCluster.Cluster.Tests.Processes;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Logging;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>Certificates that change while a process runs.</summary>
public sealed class CertificateFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ClusterCertificates _ours;
    private readonly ClusterCertificates _theirs;

    public CertificateFilesTests() => (_ours, _theirs) = (new(_folder.Combine("ours")), new(_folder.Combine("theirs")));

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Certificate_ThatWasRenewed_IsTheNewOne()
    {
        var files = Open(Issue());
        var before = files.Current.Own.Thumbprint;
        files.Current.Own.Thumbprint.ShouldBe(before);

        Issue();

        files.Current.Own.Thumbprint.ShouldNotBe(before);
        files.Problem.ShouldBeNull();
    }

    [Fact]
    public void Certificate_WhoseKeyIsNotReplacedYet_WaitsForIt()
    {
        var (present, next) = (Issue(), Issue(_theirs));
        var files = Open(present);
        var before = files.Current.Own.Thumbprint;

        // Of one length and of one time, as two that are issued within a step of the file system's clock are.
        var written = File.GetLastWriteTimeUtc(present.Certificate);
        File.Copy(next.Certificate, present.Certificate, overwrite: true);
        File.SetLastWriteTimeUtc(present.Certificate, written);
        files.Current.Own.Thumbprint.ShouldBe(before);
        files.Problem.ShouldNotBeNull().ShouldStartWith("a silo's files can't be read as PEM: ");

        File.Copy(next.Key, present.Key, overwrite: true);
        files.Current.Own.Thumbprint.ShouldNotBe(before);
        files.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    public void Certificate_WhoseFilesAreDamaged_IsTheEarlierOne(string text)
    {
        var present = Issue();
        var files = Open(present);
        var before = files.Current;

        File.WriteAllText(present.Authority, text);

        files.Current.ShouldBe(before);
        files.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void Files_ThatAreNotToBeReadAgain_AreNot()
    {
        var files = Open(Issue() with { Reload = false });
        var before = files.Current;

        Issue();

        files.Current.ShouldBe(before);
    }

    [Fact]
    public void Authorities_SeveralInOneFile_AreAllKnown()
    {
        var present = Issue();
        var files = Open(present);
        files.Current.Authorities.Count.ShouldBe(1);

        File.AppendAllText(present.Authority, File.ReadAllText(_theirs.AuthorityFile));

        files.Current.Authorities.Count.ShouldBe(2);
    }

    [UnixFact]
    public void Files_OfASecretOfKubernetes_AreThoseThatItsLinkNames()
    {
        var mount = Directory.CreateDirectory(_folder.Combine("mount")).FullName;
        WriteVersion("..first");
        Directory.CreateSymbolicLink(Path.Combine(mount, "..data"), "..first");
        foreach (var name in new[] { "tls.crt", "tls.key", "ca.crt" })
            File.CreateSymbolicLink(Path.Combine(mount, name), Path.Combine("..data", name));
        var files = Open(new(In("tls.crt"), In("tls.key"), In("ca.crt"), "sweepcluster"));
        var before = files.Current.Own.Thumbprint;

        WriteVersion("..second");
        Directory.Delete(In("..data"));
        Directory.CreateSymbolicLink(In("..data"), "..second");

        files.Current.Own.Thumbprint.ShouldNotBe(before);

        string In(string name) => Path.Combine(mount, name);

        void WriteVersion(string name)
        {
            var issued = Issue();
            var version = Directory.CreateDirectory(In(name)).FullName;
            File.Copy(issued.Certificate, Path.Combine(version, "tls.crt"));
            File.Copy(issued.Key, Path.Combine(version, "tls.key"));
            File.Copy(issued.Authority, Path.Combine(version, "ca.crt"));
        }
    }

    [Fact]
    public void Files_ThatCanNotBeReadAtTheStart_AreRefused()
    {
        var present = Issue();
        File.Delete(present.Key);

        Should.Throw<SweepException>(() => Open(present)).Message.ShouldStartWith("a silo's files can't be read as PEM: ");
    }

    [Fact]
    public async Task Watch_OfFilesThatChange_LogsWhatIsUsed()
    {
        var present = Issue();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var log = new LogCollector();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var watch = new CertificateWatch(Open(present), time, logs.CreateLogger<CertificateWatch>());
        await watch.StartAsync(TestContext.Current.CancellationToken);

        File.WriteAllText(present.Certificate, "");
        await ShouldLogAsync("Changed certificates are not used");
        Issue();
        await ShouldLogAsync("A new certificate was read");

        await watch.StopAsync(TestContext.Current.CancellationToken);

        Task ShouldLogAsync(string text) => Eventually.HoldsAsync(
            $"the line '{text}'",
            () =>
            {
                time.Advance(CertificateWatch.Interval);
                return log.Entries.Any(entry => entry.Message.Contains(text, StringComparison.Ordinal));
            },
            () => string.Join('\n', log.Entries));
    }

    private static CertificateFiles Open(TlsFiles files) => new(files, "a silo's files");

    /// <summary>A new certificate in place of the one before.</summary>
    private TlsFiles Issue(ClusterCertificates? authority = null)
    {
        authority ??= _ours;
        var (certificate, key) = authority.Issue("sweepcluster");
        return new(certificate, key, authority.AuthorityFile, "sweepcluster");
    }
}
