using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.Tests.Checkpoints;

/// <summary>Whether the folder of checkpoints can be used.</summary>
public sealed class CheckpointProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FindProblem_OfAFolderThatCanBeUsed_IsNullAndLeavesNoFile()
    {
        var folder = _folder.Combine("shared");

        // The first one creates it.
        CheckpointProbe.FindProblem(folder, "Silo:Checkpoints").ShouldBeNull();
        CheckpointProbe.FindProblem(folder, "Silo:Checkpoints").ShouldBeNull();

        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        CheckpointProbe.FindReadingProblem(folder, "--home").ShouldBeNull();
    }

    [Fact]
    public void FindProblem_WhereAFileIsInTheWay_NamesTheFolderAndTheSetting()
    {
        File.WriteAllText(_folder.Combine("file"), "");

        foreach (var folder in new[] { _folder.Combine("file"), _folder.Combine("file", "checkpoints") })
        {
            var problem = CheckpointProbe.FindProblem(folder, "Silo:Checkpoints").ShouldNotBeNull();

            problem.ShouldStartWith($"Checkpoints can't be kept in {folder}: ");
            problem.ShouldEndWith("choose another folder with Silo:Checkpoints.");
        }
    }

    // The file system of the kernel's settings takes no files, not even from the user who may do everything.
    [LinuxFact]
    public void FindProblem_WhereNothingCanBeWritten_NamesTheFolder() =>
        CheckpointProbe.FindProblem("/proc/sys", "Silo:Checkpoints").ShouldNotBeNull()
            .ShouldStartWith("Checkpoints can't be kept in /proc/sys: ");

    [Fact]
    public void FindReadingProblem_OfAFolderThatIsNotThere_IsNullAndCreatesNone()
    {
        CheckpointProbe.FindReadingProblem(_folder.Combine("none"), "--home").ShouldBeNull();

        Directory.Exists(_folder.Combine("none")).ShouldBeFalse();
    }

    [Fact]
    public void FindReadingProblem_OfAFile_NamesTheSetting()
    {
        File.WriteAllText(_folder.Combine("file"), "");

        CheckpointProbe.FindReadingProblem(_folder.Combine("file"), "--home").ShouldNotBeNull()
            .ShouldEndWith("it is a file. Choose a folder with --home.");
    }
}
