using System.Runtime.Versioning;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.Tests.Checkpoints;

/// <summary>Who may read checkpoints.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FolderAccessTests
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [UnixTheory]
    [InlineData(OwnersFolder)]
    [InlineData(OwnersFolder | Group | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)]
    [InlineData(OwnersFolder | Group | UnixFileMode.GroupWrite | Others)]
    public void Write_InAFolderThatIsNotSharedByAGroup_IsItsOwnersAlone(UnixFileMode root)
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, root);

        new FolderCheckpoints(folder.Combine("a-1", "0")).Write("last", [], new Dictionary<string, string>());

        File.GetUnixFileMode(folder.Combine("a-1")).ShouldBe(OwnersFolder);
        File.GetUnixFileMode(folder.Combine("a-1", "0")).ShouldBe(OwnersFolder);
        File.GetUnixFileMode(folder.Combine("a-1", "0", "last")).ShouldBe(OwnersFile);
    }

    [UnixFact]
    public void Write_InAFolderOfAGroup_CanBeReadByTheGroup()
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, OwnersFolder | Group | UnixFileMode.GroupWrite);
        // What the umask of this process leaves of all permissions.
        Directory.CreateDirectory(folder.Combine("any"), OwnersFolder | Group | UnixFileMode.GroupWrite | Others);
        var allowed = File.GetUnixFileMode(folder.Combine("any"));

        new FolderCheckpoints(folder.Combine("0")).Write("last", [], new Dictionary<string, string>());

        File.GetUnixFileMode(folder.Combine("0")).ShouldBe((OwnersFolder | Group | UnixFileMode.GroupWrite) & allowed);
        File.GetUnixFileMode(folder.Combine("0", "last"))
            .ShouldBe((OwnersFile | UnixFileMode.GroupRead | UnixFileMode.GroupWrite) & allowed);
    }
}
