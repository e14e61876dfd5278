using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.S3.Tests;

/// <summary>Checkpoints in a folder.</summary>
public sealed class FolderStorageTests : CheckpointStorageContract
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.Combine("checkpoints");

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task Check_WhereAFileIsInTheWay_NamesTheFolderAndTheSetting()
    {
        await File.WriteAllTextAsync(Root, "", Cancellation);

        foreach (var folder in new[] { Root, Path.Combine(Root, "checkpoints") })
        {
            var refusal = await Should.ThrowAsync<SweepException>(
                () => new FolderCheckpointStorage(folder).CheckAsync("Silo:Checkpoints", Cancellation));

            refusal.Kind.ShouldBe(SweepErrorKind.Environment);
            refusal.Message.ShouldStartWith($"Checkpoints can't be kept in {folder}: ");
            refusal.Message.ShouldEndWith("choose another folder with Silo:Checkpoints.");
        }
    }

    // The file system of the kernel's settings takes no files, not even from the user who may do everything.
    [LinuxFact]
    public async Task Check_WhereNothingCanBeWritten_NamesTheFolder() =>
        (await Should.ThrowAsync<SweepException>(
            () => new FolderCheckpointStorage("/proc/sys").CheckAsync("Silo:Checkpoints", Cancellation))).Message
            .ShouldStartWith("Checkpoints can't be kept in /proc/sys: ");

    [Fact]
    public async Task CheckReading_OfAFolderThatDoesNotExist_CreatesNone()
    {
        await Open().CheckReadingAsync("--checkpoints-at", Cancellation);

        Directory.Exists(Root).ShouldBeFalse();
    }

    [Fact]
    public async Task CheckReading_OfAFile_NamesTheSetting()
    {
        await File.WriteAllTextAsync(Root, "", Cancellation);

        (await Should.ThrowAsync<SweepException>(() => Open().CheckReadingAsync("--checkpoints-at", Cancellation))).Message
            .ShouldEndWith("it is a file. Choose a folder with --checkpoints-at.");
    }

    protected override ICheckpointStorage Open() => new FolderCheckpointStorage(Root);

    protected override IReadOnlyList<string> List() => Directory.Exists(Root)
        ? [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)]
        : [];

    protected override byte[] ReadBytes(string file) => File.ReadAllBytes(Path.Combine(Root, file));

    protected override void WriteBytes(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, file))!);
        File.WriteAllBytes(Path.Combine(Root, file), bytes);
    }
}
