using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using SweepCluster.Model;
using SweepCluster.Testing.Servers;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.S3.Tests;

/// <summary>Checkpoints in a bucket of a server that verifies signatures.</summary>
public sealed class BucketStorageTests : CheckpointStorageContract
{
    private const string Bucket = "checkpoints";
    // With a character that a signature has to escape.
    private const string Prefix = "lab/(team)=1";

    private S3Server? _server;

    private S3Server Server => _server!;

    public override async ValueTask InitializeAsync() => _server = await S3Server.StartAsync(Bucket);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }

    [Theory]
    [InlineData("AKIDNOBODY", S3Server.SecretKey, Bucket, "the access key is unknown to the server. Correct AWS_ACCESS_KEY_ID.")]
    [InlineData(S3Server.AccessKey, "wrong", Bucket, "the server refuses the signature. Correct AWS_SECRET_ACCESS_KEY")]
    [InlineData(S3Server.AccessKey, S3Server.SecretKey, "missing", "the bucket does not exist. Create it")]
    public async Task Check_WithAWrongKeyOrBucket_NamesBucketServerAndRemedy(string key, string secret, string bucket, string problem)
    {
        using var storage = Open(bucket, key, secret);

        var refusal = await Should.ThrowAsync<SweepException>(() => storage.CheckAsync("Silo:Checkpoints", Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldStartWith(
            $"Checkpoints can't be kept in s3://{bucket}/{Prefix} (Silo:Checkpoints): s3://{bucket}/{Prefix}/ can't be listed at "
            + $"{Server.Address}: {problem}");
        (await Should.ThrowAsync<SweepException>(() => storage.CheckReadingAsync("--checkpoints-at", Cancellation))).Message
            .ShouldStartWith($"Checkpoints can't be read from s3://{bucket}/{Prefix} (--checkpoints-at): ");
        refusal.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Check_OfAServerThatIsNotThere_NamesItAndTheRemedy()
    {
        var endpoint = $"http://127.0.0.1:{FreePort.FindText()}";
        using var storage = Open(Bucket, endpoint: endpoint, adapt: config => config.MaxErrorRetry = 0);

        var refusal = await Should.ThrowAsync<SweepException>(() => storage.CheckAsync("Silo:Checkpoints", Cancellation));

        refusal.Message.ShouldContain($"s3://{Bucket}/{Prefix}/ can't be listed at {endpoint}: the server can't be reached (");
        refusal.Message.ShouldContain("correct AWS_ENDPOINT_URL_S3");
    }

    [Fact]
    public async Task Requests_ThatAreRefusedTwice_AreRetried()
    {
        var refused = 0;
        Server.Fault = (_, _) => ++refused <= 2 ? S3Fault.Unavailable : S3Fault.None;
        using var storage = Open();

        await storage.CheckAsync("Silo:Checkpoints", Cancellation);

        Server.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Requests_ThatAreAlwaysRefused_FailWithTheServersCode()
    {
        Server.Fault = (method, _) => method == "PUT" ? S3Fault.Unavailable : S3Fault.None;
        using var storage = Open(Bucket, adapt: config => config.MaxErrorRetry = 1);

        var refusal = await Should.ThrowAsync<SweepException>(() => storage.CheckAsync("Silo:Checkpoints", Cancellation));

        refusal.Message.ShouldContain($" can't be written at {Server.Address}: the server fails (503 SlowDown). Resume the sweep ");
        Server.Requests.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Check_WithoutThePermissionToRead_NamesItAndLeavesNothing()
    {
        Server.Fault = (method, path) =>
            method == "GET" && path.Contains("check-", StringComparison.Ordinal) ? S3Fault.Forbidden : S3Fault.None;
        using var storage = Open();

        var refusal = await Should.ThrowAsync<SweepException>(() => storage.CheckAsync("Silo:Checkpoints", Cancellation));

        refusal.Message.ShouldContain(
            $" can't be read at {Server.Address}: the credentials don't permit it (AccessDenied). Permit s3:ListBucket ");
        Server.Requests.ShouldContain(request => request.StartsWith("PUT ", StringComparison.Ordinal));
        Server.Keys(Bucket).ShouldBeEmpty();
    }

    [Fact]
    public void Read_OfATransferThatBreaksOffOnce_IsRepeated()
    {
        Server.Write(Bucket, $"{Prefix}/quick-1/0/last.safetensors", new byte[1_000_000]);
        var broken = 0;
        Server.Fault = (method, _) => method == "GET" && ++broken == 1 ? S3Fault.BreaksOff : S3Fault.None;
        using var storage = Open();

        // The object is not a checkpoint, which is found once all of it was received.
        Should.Throw<SweepException>(() => storage.Open($"{storage.Place}/quick-1/0").Read("last.safetensors"))
            .Message.ShouldContain("is not a whole safetensors file");

        broken.ShouldBe(2);
    }

    [Fact]
    public void ReadMetadata_OfALargeFile_ReadsItsBeginningOnly()
    {
        var header = Encoding.UTF8.GetBytes("""{"x":{"dtype":"F32","shape":[100000],"data_offsets":[0,400000]}}""");
        Server.Write(
            Bucket,
            $"{Prefix}/quick-1/0/last.safetensors",
            [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[400_000]]);
        using var storage = Open();

        storage.Open($"{storage.Place}/quick-1/0").ReadMetadata("last.safetensors").ShouldNotBeNull().ShouldBeEmpty();

        Server.Requests.ShouldBe([$"GET /{Bucket}/{Prefix}/quick-1/0/last.safetensors bytes=0-65535"]);
    }

    [Fact]
    public async Task List_OfMoreThanAPage_IsWhole()
    {
        for (var trial = 0; trial < 1005; trial++)
            Server.Write(Bucket, $"{Prefix}/quick-1/{trial}/last.safetensors", [1]);
        using var storage = Open();

        (await storage.ListAsync("quick-1", Cancellation)).Count.ShouldBe(1005);
        await storage.DeleteAsync("quick-1", trial: null, Cancellation);

        Server.Keys(Bucket).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bucket_WithoutAPrefix_HoldsTheSweeps()
    {
        Server.Write(Bucket, "quick-1/0/last.safetensors", [1, 2, 3]);
        using var storage = new S3CheckpointStorage($"s3://{Bucket}", Client(), Server.Address);

        (await storage.ListAsync("quick-1", Cancellation)).Single().ShouldBe(new("0", 3));
        storage.Open("s3://checkpoints/quick-1/0").Locate("last.safetensors").ShouldBe("s3://checkpoints/quick-1/0/last.safetensors");
        Should.Throw<ArgumentException>(() => storage.Open("s3://other/quick-1/0"));
    }

    protected override ICheckpointStorage Open() => Open(Bucket);

    protected override IReadOnlyList<string> List() => [.. Server.Keys(Bucket).Select(key => key[(Prefix.Length + 1)..])];

    protected override byte[] ReadBytes(string file) => Server.Read(Bucket, $"{Prefix}/{file}");

    protected override void WriteBytes(string file, byte[] bytes) => Server.Write(Bucket, $"{Prefix}/{file}", bytes);

    private S3CheckpointStorage Open(
        string bucket,
        string key = S3Server.AccessKey,
        string secret = S3Server.SecretKey,
        string? endpoint = null,
        Action<AmazonS3Config>? adapt = null) =>
        new($"s3://{bucket}/{Prefix}", Client(key, secret, endpoint, adapt), endpoint ?? Server.Address);

    private AmazonS3Client Client(
        string key = S3Server.AccessKey,
        string secret = S3Server.SecretKey,
        string? endpoint = null,
        Action<AmazonS3Config>? adapt = null)
    {
        var config = S3Connection.Configure(endpoint ?? Server.Address, S3Server.Region);
        adapt?.Invoke(config);
        return new(new BasicAWSCredentials(key, secret), config);
    }
}
