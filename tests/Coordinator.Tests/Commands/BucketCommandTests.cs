using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program with its checkpoints in a bucket.</summary>
[Integration]
public sealed class BucketCommandTests : IAsyncLifetime
{
    private const string Bucket = "checkpoints";
    private const string Place = "s3://checkpoints/lab";

    private const string Spec =
        "name: stored\ndataset: {name: glyphs, train: 2000, test: 100}\nbase: {batch: 50, epochs: 2}\nspace: {width: [8, 16]}\n";

    // A quick trial, after which the signal is sent, and a trial that takes some seconds: longer than the signal does.
    private const string LongSpec =
        "name: long\ndataset: {name: glyphs, train: 4000, test: 100}\nbase: {width: 64, batch: 20}\nspace: {epochs: [1, 400]}\n";

    private readonly TemporaryFolder _folder = new();
    private S3Server? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private S3Server Server => _server!;

    public async ValueTask InitializeAsync() => _server = await S3Server.StartAsync(Bucket);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sweep_WithItsCheckpointsInABucket_IsTrainedReadAndRemovedThere()
    {
        (await RunAsync(["run", await WriteAsync(Spec), "--quiet"])).Code.ShouldBe(0);

        Server.Keys(Bucket).ShouldBe(["lab/stored-1/0/last.safetensors", "lab/stored-1/1/last.safetensors"]);
        Directory.Exists(Path.Combine(_folder.Path, "checkpoints")).ShouldBeFalse();
        var (code, predicted, error) = await RunAsync(["predict", "latest", "--trial", "1", "--image", "0"]);
        (code, error).ShouldBe((0, ""));
        predicted.ShouldContain(" with ");
        (await RunAsync(["show", "latest", "--trial", "1"])).Output.ShouldContain("s3://checkpoints/lab/stored-1/1");
        (await RunAsync(["rm", "stored-1", "--keep-best", "1", "--yes"])).Output.ShouldContain("the checkpoints of 1 trial");
        Server.Keys(Bucket).Count.ShouldBe(1);
        (await RunAsync(["rm", "stored-1", "--yes"])).Code.ShouldBe(0);
        Server.Keys(Bucket).ShouldBeEmpty();
    }

    [UnixFact]
    public async Task Sweep_InterruptedAndResumed_HasTheBitsOfOneGo()
    {
        var spec = await WriteAsync(LongSpec);
        using var process = CommandLine.Start(Server.Variables, Arguments(["run", spec, "--workers", "1"]));
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);
        await process.StandardOutput.ReadUntilAsync("trial 0 to end, and the program after the signal", line =>
        {
            if (line.Contains("trial 0", StringComparison.Ordinal))
                process.Signal("INT");
            return false;
        });
        await process.EndAsync(() => errors.Text);
        process.ExitCode.ShouldBe(130, errors.Text);
        Server.Keys(Bucket).ShouldContain("lab/long-1/1/last.safetensors");

        (await RunAsync(["resume", "long-1", "--quiet"])).Code.ShouldBe(0);
        (await CommandLine.RunAsync("run", spec, "--home", _folder.Path, "--quiet")).Code.ShouldBe(0);

        var (resumed, oneGo) = (await FindAsync("long-1"), await FindAsync("long-2"));
        resumed.Attempt.ShouldBeGreaterThan(1);
        resumed.Final!.WeightsHash.ShouldBe(oneGo.Final!.WeightsHash);
    }

    [Theory]
    [InlineData("s3://missing/lab", S3Server.SecretKey, "the bucket does not exist. Create it, or correct the place of checkpoints.")]
    [InlineData(Place, "wrong", "the server refuses the signature. Correct AWS_SECRET_ACCESS_KEY")]
    public async Task Run_WithABucketThatCannotBeUsed_SaysSoBeforeItRecordsASweep(string place, string secret, string problem)
    {
        var (code, output, error) = await CommandLine.RunAsync(
            [.. Server.Variables, ("AWS_SECRET_ACCESS_KEY", secret), ("SWEEP_CHECKPOINTS", place)],
            ["run", await WriteAsync(Spec), "--home", _folder.Path]);

        (code, output).ShouldBe((1, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(
            $"Checkpoints can't be kept in {place} (--checkpoints-at): {place}/ can't be listed at {Server.Address}: {problem}");
        (await RunAsync(["ls", "--json"])).Output.ShouldBe("");
    }

    [Fact]
    public async Task Doctor_WithABucket_ChecksIt()
    {
        var (_, good, _) = await RunAsync(["doctor", "--json"]);
        var (code, wrong, _) = await RunAsync(["doctor", "--json"], ("AWS_SECRET_ACCESS_KEY", "wrong"));

        good.ShouldContain($"\"subject\":\"checkpoints\",\"finding\":\"{Place}\",\"remedy\":\"\",\"problem\":false");
        code.ShouldBe(1);
        wrong.ShouldContain("the server refuses the signature");
    }

    [Fact]
    public async Task Run_WithoutCredentials_NamesTheVariables()
    {
        var (code, _, error) = await RunAsync(
            ["run", await WriteAsync(Spec)], ("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", ""));

        code.ShouldBe(1);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("no credentials were found. Set AWS_ACCESS_KEY_ID and");
    }

    [Fact]
    public async Task Run_WithTheTokenOfAServiceAccount_GetsCredentialsForIt()
    {
        var token = _folder.Combine("token");
        await File.WriteAllTextAsync(token, S3Server.RoleToken, Cancellation);

        var (code, _, error) = await RunAsync(
            ["run", await WriteAsync(Spec), "--quiet"],
            ("AWS_ACCESS_KEY_ID", ""),
            ("AWS_SECRET_ACCESS_KEY", ""),
            ("AWS_ENDPOINT_URL_STS", Server.Address),
            ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/sweeps"),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", token));

        (code, error).ShouldBe((0, ""));
        Server.Requests.ShouldContain("POST /");
        Server.Keys(Bucket).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("--checkpoints-at: 's3://b' is not a place for checkpoints", "--checkpoints-at", "s3://b")]
    [InlineData("--cluster and --checkpoints-at: give one of them.", "--checkpoints-at", Place, "--cluster", "http://127.0.0.1:1")]
    public async Task Verb_WithAPlaceThatIsNone_IsRefusedInOneLine(string problem, params string[] options)
    {
        using var verbs = new VerbRun();

        var (code, _, error) = await verbs.RunAsync(["ls", .. options]);

        code.ShouldBe(2);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(problem);
    }

    private string[] Arguments(string[] verb) => [.. verb, "--home", _folder.Path, "--checkpoints-at", Place];

    private Task<(int Code, string Output, string Error)> RunAsync(string[] verb, params (string Name, string Value)[] variables) =>
        CommandLine.RunAsync([.. Server.Variables, .. variables], Arguments(verb));

    private async Task<string> WriteAsync(string spec)
    {
        var file = _folder.Combine("spec.yaml");
        await File.WriteAllTextAsync(file, spec, Cancellation);
        return file;
    }

    private async Task<TrialRecord> FindAsync(string sweep) =>
        (await RecordedTrial.FindAsync(_folder.Path, sweep, 1)).ShouldNotBeNull();
}
