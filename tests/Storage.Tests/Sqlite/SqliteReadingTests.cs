using System.Runtime.Versioning;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests.Sqlite;

/// <summary>Reading without permission to write.</summary>
public sealed class SqliteReadingTests : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Home => _folder.Combine("home ?#%");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenForReading_NoHome_HoldsNothingAndCreatesNothing()
    {
        await using (var store = SqliteResultStore.OpenForReading(Home))
        {
            (await store.ListSweepsAsync(Cancellation)).ShouldBeEmpty();
            (await store.FindSweepAsync("quick-1", Cancellation)).ShouldBeNull();
            (await store.FindClaimHolderAsync("quick-1", Cancellation)).ShouldBeNull();
        }

        Directory.Exists(Home).ShouldBeFalse();
    }

    [Fact]
    public async Task OpenForReading_WhileAnotherWrites_SeesWhatIsCommitted()
    {
        await using var writer = SqliteResultStore.Open(Home);
        var sweep = await writer.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        await using var reader = SqliteResultStore.OpenForReading(Home);
        (await reader.ListSweepsAsync(Cancellation)).ShouldHaveSingleItem();

        await writer.CommitAsync(sweep.Id, StoreSamples.Batch([StoreSamples.Trial(0)]), Cancellation);

        (await reader.CountTrialsAsync(sweep.Id, Cancellation))[TrialState.Succeeded].ShouldBe(1);
    }

    [Fact]
    public async Task OpenForReading_Writes_AreRefused()
    {
        await SqliteResultStore.Open(Home).DisposeAsync();
        await using var reader = SqliteResultStore.OpenForReading(Home);

        await Should.ThrowAsync<InvalidOperationException>(() => reader.CreateSweepAsync(StoreSamples.Sweep(), Cancellation));
    }

    [Fact]
    public async Task OpenImmutable_PathWithCharactersOfUrls_ReadsTheFile()
    {
        await RecordAsync();

        using var database = SqliteDatabase.OpenImmutable(Path.Combine(Home, "sweeps.db"));

        database.Prepare("SELECT COUNT(*) FROM sweeps").First(row => row.Long(0)).ShouldBe(1);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task OpenForReading_ReadOnlyFolder_ReadsIt()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, Requirement.Unprivileged);
        await RecordAsync();
        File.SetUnixFileMode(Path.Combine(Home, "sweeps.db"), UnixFileMode.UserRead);
        File.SetUnixFileMode(Home, ReadOnly);
        try
        {
            await using var store = SqliteResultStore.OpenForReading(Home);
            (await store.ListSweepsAsync(Cancellation)).ShouldHaveSingleItem();
            Should.Throw<SweepException>(() => SqliteResultStore.Open(Home)).Message.ShouldContain("home");
        }
        finally
        {
            File.SetUnixFileMode(Home, ReadOnly | UnixFileMode.UserWrite);
        }
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task OpenForReading_ReadOnlyFolderWithAnUnmergedLog_IsRefusedRatherThanReadInPart()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, Requirement.Unprivileged);
        await RecordAsync();
        await File.WriteAllTextAsync(Path.Combine(Home, "sweeps.db-wal"), "pages", Cancellation);
        File.SetUnixFileMode(Home, ReadOnly);
        try
        {
            Should.Throw<SweepException>(() => SqliteResultStore.OpenForReading(Home)).Message.ShouldContain("Copy the folder");
        }
        finally
        {
            File.SetUnixFileMode(Home, ReadOnly | UnixFileMode.UserWrite);
        }
    }

    [UnixFact]
    public async Task Commit_FileDeletedMeanwhile_IsRefused()
    {
        await using var store = SqliteResultStore.Open(Home);
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        Directory.Delete(Home, recursive: true);

        var refusal = await Should.ThrowAsync<SweepException>(
            () => store.CommitAsync(sweep.Id, StoreSamples.Batch([StoreSamples.Trial(0)]), Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain("is gone");
        (await Should.ThrowAsync<SweepException>(() => store.FindSweepAsync(sweep.Id, Cancellation))).Message.ShouldContain("is gone");
    }

    private async Task RecordAsync()
    {
        await using var store = SqliteResultStore.Open(Home);
        await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
    }
}
