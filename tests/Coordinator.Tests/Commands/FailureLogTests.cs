using System.Runtime.Versioning;
using SweepCluster.Model.Files;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class FailureLogTests
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Report_WhereThereIsNoHomeYet_LeavesWhatItWritesToItsOwnerAlone()
    {
        using var folder = new TemporaryFolder();
        var logs = folder.Combine("home", "logs");

        FailureLog.Report(new InvalidOperationException("A bug."), logs, TimeProvider.System);

        var file = Directory.GetFiles(logs).ShouldHaveSingleItem();
        File.ReadAllText(file).ShouldContain("A bug.");
        File.GetUnixFileMode(file).ShouldBe(OwnersFile);
        File.GetUnixFileMode(logs).ShouldBe(OwnersFile | UnixFileMode.UserExecute);
        File.GetUnixFileMode(folder.Combine("home")).ShouldBe(OwnersFile | UnixFileMode.UserExecute);
    }
}
