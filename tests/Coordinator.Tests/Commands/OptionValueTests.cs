using SweepCluster.Client;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Files;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Values that options can't take, and paths that no shell has expanded.</summary>
public sealed class OptionValueTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("--workers", "1e3", "--workers: '1e3' is not a whole number.")]
    [InlineData("--workers", "2.5", "--workers: '2.5' is not a whole number.")]
    [InlineData("--workers", "99999999999", "--workers: 99999999999 is out of range.")]
    [InlineData("--top", "many", "--top: 'many' is not a whole number.")]
    public async Task NumberOption_NotAWholeNumber_IsRefusedInOneLine(string option, string value, string message)
    {
        using var verbs = new VerbRun();

        var (code, output, error) = await verbs.RunAsync("leaderboard", option, value);

        (code, output).ShouldBe((2, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(message);
        error.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("validate", "")]
    [InlineData("run", "")]
    [InlineData("serve", "--allow-data", "")]
    public async Task Path_Empty_IsRefusedInOneLine(params string[] arguments)
    {
        var (code, _, error) = await _rig.RunAsync(arguments);

        code.ShouldBe(2);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("the path is empty");
    }

    [Fact]
    public void Settings_WithAFolderOfCheckpoints_ReadThemThere()
    {
        var settings = new CommandSettings("/home/ada", Data: null, Workers: 1, Json: false, Quiet: false);

        settings.CheckpointRoot.ShouldBe(Path.Combine("/home/ada", "checkpoints"));
        (settings with { Checkpoints = "/shared" }).CheckpointRoot.ShouldBe("/shared");
    }

    [Theory]
    [InlineData("http://ada:se/cr@t@host:x", "http://host:x")]
    [InlineData("ada:secret@host", "host")]
    [InlineData("ftp://ada:secret@host/", "ftp://host/")]
    [InlineData("http://ada:secret%40host", "http://host")]
    [InlineData("http://host/", "http://host/")]
    public void Url_InMessages_IsWithoutItsUser(string url, string shown) => UrlText.WithoutUser(url).ShouldBe(shown);

    [Theory]
    [InlineData("--cluster", "http://ada:secret@host")]
    [InlineData("--cluster", "http://ada:1/secret@host")]
    [InlineData("--cluster", "http://ada:1#secret@host")]
    [InlineData("--cluster", "http://ada:secret%40host")]
    [InlineData("--cluster", "ada:secret@host")]
    public async Task Cluster_WithAPassword_IsRefusedWithoutIt(string option, string value)
    {
        var (code, output, error) = await _rig.RunAsync("ls", option, value);

        code.ShouldBe(2);
        error.ShouldContain("host");
        (output + error).ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("The proxy 'http://ada:se@cret@proxy:3128/' refuses.", "The proxy 'http://proxy:3128/' refuses.")]
    [InlineData("No connection to http://host/ by ada@host.", "No connection to http://host/ by ada@host.")]
    public void Error_ThatNamesAnAddress_IsWithoutItsUser(string message, string shown) => UrlText.WithoutUsers(message).ShouldBe(shown);

    [Fact]
    public void Path_WithATilde_LiesInTheUsersFolder()
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        UserPath.Full("~").ShouldBe(Path.GetFullPath(user));
        UserPath.Full("~/sweeps").ShouldBe(Path.Combine(user, "sweeps"));
        UserPath.Full("./~").ShouldBe(Path.Combine(Environment.CurrentDirectory, "~"));
        UserPath.Full("~ada").ShouldBe(Path.Combine(Environment.CurrentDirectory, "~ada"));
    }

    [Fact]
    public async Task Home_WithATilde_MakesNoFolderOfThatName()
    {
        using var verbs = new VerbRun();

        var (_, output, _) = await verbs.RunAsync("ls", "--home", "~/no-such-home-of-sweeps");

        output.ShouldContain(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "no-such-home-of-sweeps"));
        Directory.Exists("~").ShouldBeFalse();
    }
}
