using System.Runtime.Versioning;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests.Sqlite;

/// <summary>What the machine can refuse: each a clear message, and nothing damaged.</summary>
public sealed class SqliteRefusalTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DatabasePath => _home.Combine("sweeps.db");

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void Open_HomeIsOrLiesInAFile_IsRefused(string home)
    {
        File.WriteAllText(_home.Combine("file"), "");

        ShouldRefuse(() => SqliteResultStore.Open(_home.Combine(home))).Message.ShouldContain(_home.Combine(home));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Open_FolderThatCannotBeWritten_IsRefused()
    {
        // Permissions don't bind root, but no user can create a file in /proc/self.
        var folder = Environment.IsPrivilegedProcess && Directory.Exists("/proc/self") ? "/proc/self" : _home.Path;
        File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            ShouldRefuse(() => SqliteResultStore.Open(folder)).Message.ShouldContain("--home");
        }
        finally
        {
            File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Open_OtherFile_IsRefusedAndLeftAlone()
    {
        var text = new string('x', 5000);
        File.WriteAllText(DatabasePath, text);

        ShouldRefuse(() => SqliteResultStore.Open(_home.Path)).Message.ShouldContain("not a results database");
        File.ReadAllText(DatabasePath).ShouldBe(text);
    }

    [Fact]
    public void Open_OtherProgramsDatabase_IsRefusedAndLeftAlone()
    {
        using (var other = SqliteDatabase.Open(DatabasePath))
            other.Execute("CREATE TABLE bookmarks (url TEXT)");
        var before = File.ReadAllBytes(DatabasePath);

        ShouldRefuse(() => SqliteResultStore.Open(_home.Path)).Message.ShouldContain("another program's");
        File.ReadAllBytes(DatabasePath).ShouldBe(before);
    }

    [Fact]
    public async Task Open_NewerVersion_IsRefusedAndLeftAlone()
    {
        await SqliteResultStore.Open(_home.Path).DisposeAsync();
        using (var database = SqliteDatabase.Open(DatabasePath))
            database.Execute("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)");
        var before = File.ReadAllBytes(DatabasePath);

        ShouldRefuse(() => SqliteResultStore.Open(_home.Path)).Message.ShouldContain("999");
        File.ReadAllBytes(DatabasePath).ShouldBe(before);
    }

    [Fact]
    public async Task Read_DamagedDatabase_IsRefused()
    {
        string id;
        await using (var store = SqliteResultStore.Open(_home.Path))
        {
            id = (await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation)).Id;
            await store.CommitAsync(
                id, StoreSamples.Batch([.. Enumerable.Range(0, 500).Select(trial => StoreSamples.Trial(trial))]), Cancellation);
        }

        using (var file = File.OpenWrite(DatabasePath))
        {
            file.Position = 4096 * 25;
            file.Write([.. Enumerable.Repeat((byte)0xa5, (int)(file.Length - file.Position))]);
        }

        await using var damaged = SqliteResultStore.Open(_home.Path);
        var refusal = await Should.ThrowAsync<SweepException>(
            async () => await damaged.ReadTrialsAsync(id, Cancellation).ToListAsync(Cancellation));
        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task Commit_DiskFull_KeepsWhatWasThereAndGoesOnOnceThereIsRoom()
    {
        await using var store = SqliteResultStore.Open(_home.Path);
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(configurations: 100_000), Cancellation);
        store.LimitPages(100);
        var batches = Enumerable.Range(0, 1000)
            .Select(batch => StoreSamples.Batch(
                [.. Enumerable.Range(batch * 100, 100).Select(trial => StoreSamples.Trial(trial, configurations: 100_000))]));
        var committed = 0;
        var refusal = await Should.ThrowAsync<SweepException>(async () =>
        {
            foreach (var batch in batches)
            {
                await store.CommitAsync(sweep.Id, batch, Cancellation);
                committed += 100;
            }
        });

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain("full");
        committed.ShouldBeGreaterThan(0);
        (await store.ReadTrialsAsync(sweep.Id, Cancellation).CountAsync(Cancellation)).ShouldBe(committed);
        (await store.CountTrialsAsync(sweep.Id, Cancellation))[TrialState.Succeeded].ShouldBe(committed);

        store.LimitPages(1_000_000);
        await store.CommitAsync(sweep.Id, batches.ElementAt(committed / 100), Cancellation);
        (await store.LoadProgressAsync(sweep.Id, 0, Cancellation)).NextTrial.ShouldBe(committed + 100);
        using var database = SqliteDatabase.Open(DatabasePath);
        database.Prepare("PRAGMA integrity_check").First(row => row.Text(0)).ShouldBe("ok");
    }

    [Fact]
    public async Task Claim_NoRoomForItsLock_IsRefused()
    {
        await using var store = SqliteResultStore.Open(_home.Path);
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        File.WriteAllText(_home.Combine("claims"), "");

        (await Should.ThrowAsync<SweepException>(() => store.ClaimAsync(sweep.Id, claimant: null, Cancellation)))
            .Message.ShouldContain("claims");
    }

    [Fact]
    public async Task CreateClaimedSweep_NoRoomForItsLock_RecordsNothing()
    {
        await using var store = SqliteResultStore.Open(_home.Path);
        File.WriteAllText(_home.Combine("claims"), "");

        (await Should.ThrowAsync<SweepException>(() => store.CreateClaimedSweepAsync(StoreSamples.Sweep(), Cancellation)))
            .Message.ShouldContain("claims");

        (await store.ListSweepsAsync(Cancellation)).ShouldBeEmpty();
        File.Delete(_home.Combine("claims"));
        var (sweep, claim) = await store.CreateClaimedSweepAsync(StoreSamples.Sweep(), Cancellation);
        sweep.Id.ShouldBe("quickstart-1");
        await claim.DisposeAsync();
    }

    [Fact]
    public async Task CreateClaimedSweep_DiskFull_RecordsNothingAndHoldsNothing()
    {
        await using var store = SqliteResultStore.Open(_home.Path);
        store.LimitPages(1);
        var large = StoreSamples.Sweep() with { SpecText = new('x', 1_000_000) };

        var refusal = await Should.ThrowAsync<SweepException>(() => store.CreateClaimedSweepAsync(large, Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldStartWith($"The disk that holds {_home.Path} is full");
        refusal.Message.ShouldContain("nothing was started");
        refusal.Message.ShouldNotContain("resume");
        (await store.ListSweepsAsync(Cancellation)).ShouldBeEmpty();
        store.LimitPages(1_000_000);
        var (sweep, claim) = await store.CreateClaimedSweepAsync(large, Cancellation);
        sweep.Id.ShouldBe("quickstart-1");
        await claim.DisposeAsync();
    }

    private static SweepException ShouldRefuse(Action action)
    {
        var refusal = Should.Throw<SweepException>(action);
        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        return refusal;
    }
}
