using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using SweepCluster.Model;

namespace SweepCluster.Training.S3.Tests;

/// <summary>What users read of a failed request.</summary>
public sealed class S3FailureTests
{
    private const string Url = "s3://bucket/prefix/quick-1/0/last.safetensors";

    [Theory]
    [InlineData("NoSuchBucket", 404, "the bucket does not exist", "Create it")]
    [InlineData("InvalidAccessKeyId", 403, "the access key is unknown to the server", "AWS_ACCESS_KEY_ID")]
    [InlineData("SignatureDoesNotMatch", 403, "the server refuses the signature", "AWS_SECRET_ACCESS_KEY")]
    [InlineData("ExpiredToken", 400, "the credentials have expired", "AWS_SESSION_TOKEN")]
    [InlineData("AuthorizationHeaderMalformed", 400, "the bucket is in another region", "AWS_REGION")]
    [InlineData("PermanentRedirect", 301, "the bucket is in another region", "AWS_REGION")]
    [InlineData("RequestTimeTooSkewed", 403, "the clocks of this machine and of the server differ", "Set the clock")]
    [InlineData("AccessDenied", 403, "the credentials don't permit it (AccessDenied)", "s3:ListBucket")]
    [InlineData("InternalError", 500, "the server fails (500 InternalError)", "Resume the sweep")]
    [InlineData("EntityTooLarge", 400, "the server refuses it (EntityTooLarge: A text of the server)", "log of the server")]
    public void Describe_ARefusal_NamesObjectServerProblemAndRemedy(string code, int status, string problem, string remedy)
    {
        var error = new AmazonS3Exception("A text of the server.", ErrorType.Unknown, code, "id", (HttpStatusCode)status);

        var described = S3Failure.Describe(error, "written", Url, "http://minio:9000");

        S3Failure.IsExpected(error).ShouldBeTrue();
        described.Kind.ShouldBe(SweepErrorKind.Environment);
        described.Message.ShouldStartWith($"{Url} can't be written at http://minio:9000: {problem}");
        described.Message.ShouldContain(remedy);
        described.Message.ShouldEndWith(".");
    }

    [Fact]
    public void Describe_MissingCredentials_NamesTheVariables() =>
        S3Failure.Describe(new AmazonClientException("Failed to resolve AWS credentials. Errors:\n..."), "listed", "s3://b/", "x")
            .Message.ShouldBe("s3://b/ can't be listed at x: no credentials were found. "
                + "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another source of credentials that the AWS SDKs read.");

    [Fact]
    public void Describe_ATextOfManyLines_IsOneLine()
    {
        var error = new AmazonS3Exception(new string('x', 500) + "\nat a stack", ErrorType.Unknown, "Odd", "id", HttpStatusCode.BadRequest);

        var described = S3Failure.Describe(error, "read", "s3://b/k", "x");

        described.Message.ShouldNotContain("\n");
        described.Message.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public void IsExpected_ABug_IsFalse() => S3Failure.IsExpected(new InvalidOperationException("A bug.")).ShouldBeFalse();
}
