using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>The verbs that ask a trained network, with <c>--cluster</c>: the server has the checkpoint and the data set, and what is
/// printed or written is the same to the byte.</summary>
public sealed class ClusterNetworkTests(TrainedCluster cluster) : IClassFixture<TrainedCluster>
{
    private const string Picture = "PICTURE";

    [Theory]
    [InlineData(0, "predict --trial 0 --image 0 1 39")]
    [InlineData(0, "predict seen --trial 1 --image 7 --quiet")]
    [InlineData(0, "predict --trial 0 --image 0 1 39 --json")]
    [InlineData(0, "predict --trial 0 --image 3 PICTURE --invert")]
    [InlineData(0, "predict --trial 0 --image PICTURE --json")]
    [InlineData(0, "explain --trial 0 --image 3")]
    [InlineData(0, "explain --trial 1 --image 3 --json")]
    [InlineData(0, "explain --trial 0 --image 3 --quiet")]
    [InlineData(0, "explain --trial 0 --image PICTURE --invert --json")]
    [InlineData(2, "predict --trial 0 --image 40")]
    [InlineData(2, "predict --trial 0 --image 1 no-such.png")]
    [InlineData(2, "predict --trial 9 --image 0")]
    [InlineData(2, "predict --trial -1 --image 0")]
    [InlineData(2, "predict none --trial 0 --image 0")]
    [InlineData(2, "explain --trial 0 --image 99999999999")]
    public async Task Verb_ThatAsksANetwork_PrintsTheSameAsLocally(int code, string verb)
    {
        var picture = RepositoryFolder.Combine("tests", "Training.Tests", "Golden", "pictures", "one.png");
        var arguments = verb.Split(' ').Select(argument => argument == Picture ? picture : argument).ToArray();

        var local = await cluster.Rig.RunLocallyAsync(arguments);
        var remote = await cluster.Rig.RunAsync(arguments);

        local.Code.ShouldBe(code, local.Error);
        remote.ShouldBe(local);
    }

    [Fact]
    public async Task Predict_MoreImagesThanARequestTakes_AnswersAllInTheirOrder()
    {
        var images = Enumerable.Range(0, 250).Select(image => $"{image % TrainedCluster.TestImages}");
        string[] arguments = ["predict", "--trial", "0", "--quiet", "--image", .. images];

        var local = await cluster.Rig.RunLocallyAsync(arguments);
        var remote = await cluster.Rig.RunAsync(arguments);

        remote.ShouldBe(local);
        remote.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(250);
    }

    [Fact]
    public async Task Report_OfACluster_IsTheSameFile()
    {
        using var folder = new TemporaryFolder();
        var (local, remote) = (folder.Combine("local.html"), folder.Combine("remote.html"));

        (await cluster.Rig.RunLocallyAsync("report", "-o", local, "--trial", "1")).Code.ShouldBe(0);
        var (code, output, error) = await cluster.Rig.RunAsync("report", "-o", remote, "--trial", "1");

        (code, error).ShouldBe((0, ""));
        output.ShouldNotContain("no predictions");
        var page = await File.ReadAllTextAsync(remote, TestContext.Current.CancellationToken);
        page.ShouldContain("Trial 1 at work");
        page.ShouldContain("Confusion matrix");
        page.ShouldContain("alt=\"Training image 24\"");
        page.ShouldContain("data set&#39;s SHA-256");
        page.ShouldBe(await File.ReadAllTextAsync(local, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("predict --trial 0 --image 0")]
    [InlineData("explain --trial 0 --image 0")]
    [InlineData("report")]
    public async Task Data_WithACluster_IsRefused(string verb)
    {
        var (code, _, error) = await cluster.Rig.RunAsync([.. verb.Split(' '), "--data", "/data"]);

        code.ShouldBe(2);
        error.ShouldBe($"--data: {cluster.Rig.Url} reads the data sets that it has itself. Leave out --data.\n");
    }
}
