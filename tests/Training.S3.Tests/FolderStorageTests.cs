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

    [UnixFact]
    public async Task Check_OfAFolderThatCannotBeCreated_NamesItAndTheRemedy()
    {
        await File.WriteAllTextAsync(Root, "", Cancellation);

        var refusal = await Should.ThrowAsync<SweepException>(() => Open().CheckAsync(Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldStartWith($"Checkpoints can't be kept in {Root}: ");
        refusal.Message.ShouldEndWith("or name another folder.");
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
