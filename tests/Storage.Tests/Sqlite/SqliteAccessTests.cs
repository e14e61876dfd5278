using System.Runtime.Versioning;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests.Sqlite;

/// <summary>Permissions of what the store creates.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteAccessTests : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private const UnixFileMode Wide =
        OwnersFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Home => _folder.Combine("below", "home ?#%");

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task Open_NewHome_IsItsOwnersAlone()
    {
        await using var store = SqliteResultStore.Open(Home);
        var (sweep, claim) = await store.CreateClaimedSweepAsync(StoreSamples.Sweep(), Cancellation);
        await store.CommitAsync(sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);

        File.GetUnixFileMode(Home).ShouldBe(OwnersFolder);
        File.GetUnixFileMode(Path.GetDirectoryName(Home)!).ShouldBe(OwnersFolder);
        Directory.GetFiles(Home).Select(Path.GetFileName).ShouldBe(["sweeps.db", "sweeps.db-shm", "sweeps.db-wal"], ignoreOrder: true);
        foreach (var file in Directory.GetFiles(Home))
            File.GetUnixFileMode(file).ShouldBe(OwnersFile, file);
        File.GetUnixFileMode(Path.Combine(Home, "claims", $"{sweep.Id}.lock"))
            .ShouldBe(OwnersFile, "a user who can open the lock's file can lock it.");
        await claim.DisposeAsync();
    }

    [UnixFact]
    public async Task Open_HomeThatIsWider_LeavesItAsItIsAndKeepsItsFilesFromOthers()
    {
        Directory.CreateDirectory(Home);
        File.SetUnixFileMode(Home, Wide);

        await using var store = SqliteResultStore.Open(Home);

        File.GetUnixFileMode(Home).ShouldBe(Wide);
        File.GetUnixFileMode(Path.Combine(Home, "sweeps.db")).ShouldBe(OwnersFile);
    }

    [UnixFact]
    public async Task Open_DatabaseThatIsWider_LeavesItAsItIs()
    {
        await SqliteResultStore.Open(Home).DisposeAsync();
        var shared = OwnersFile | UnixFileMode.GroupRead;
        File.SetUnixFileMode(Path.Combine(Home, "sweeps.db"), shared);

        await using var store = SqliteResultStore.Open(Home);
        await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);

        File.GetUnixFileMode(Path.Combine(Home, "sweeps.db")).ShouldBe(shared);
        File.GetUnixFileMode(Path.Combine(Home, "sweeps.db-wal")).ShouldBe(shared, "who may read the database has to read its log.");
    }

    [UnixFact]
    public async Task ClaimHolder_LockOfAnotherUser_IsReadFromTheProcessIdBesideIt()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, Requirement.Unprivileged);
        await using var store = SqliteResultStore.Open(Home);
        var (sweep, claim) = await store.CreateClaimedSweepAsync(StoreSamples.Sweep(), Cancellation);
        File.SetUnixFileMode(Path.Combine(Home, "claims", $"{sweep.Id}.lock"), UnixFileMode.None);

        (await store.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBe(Environment.ProcessId);
        await claim.DisposeAsync();
        (await store.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBeNull();
    }
}
