using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using SweepCluster.Model;

namespace SweepCluster.Training.S3;

/// <summary>Turns what the SDK throws into a message that names the object, the server and the remedy.</summary>
internal static class S3Failure
{
    public const string NoSuchBucket = "NoSuchBucket";

    private const int MaxMessage = 200;

    /// <summary>Whether an exception reports a failure of the server, the network or the credentials, and not a bug.</summary>
    public static bool IsExpected(Exception error) =>
        error is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or SocketException
            or OperationCanceledException or TimeoutException
        // For example: the file of a role's token can't be read.
        || error is InvalidOperationException { Source: "AWSSDK.Core" };

    /// <summary>Creates the error that users read.</summary>
    /// <param name="action">What failed, as a participle: <c>read</c>, <c>written</c>.</param>
    /// <param name="url">URL of the object, or of a part of the bucket.</param>
    /// <param name="endpoint">The server as messages name it.</param>
    public static SweepException Describe(Exception error, string action, string url, string endpoint)
    {
        var (problem, remedy) = Explain(error);
        return new($"{url} can't be {action} at {endpoint}: {problem}. {remedy}.", SweepErrorKind.Environment, error);
    }

    private static (string Problem, string Remedy) Explain(Exception error) => error switch
    {
        _ when NetworkCause(error) is { } cause => (
            $"the server can't be reached ({FirstLine(cause)})",
            "Start it, or correct AWS_ENDPOINT_URL_S3 or AWS_REGION, and resume the sweep"),
        AmazonServiceException { ErrorCode: { Length: > 0 } } refusal => Refused(refusal),
        AmazonServiceException or AmazonClientException when error.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => (
            "no credentials were found",
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another source of credentials that the AWS SDKs read"),
        OperationCanceledException or TimeoutException => (
            "the server did not answer in time", "Check that it works and that AWS_ENDPOINT_URL_S3 names it, and resume the sweep"),
        _ => (FirstLine(error), "Correct the configuration of the AWS SDK"),
    };

    private static Exception? NetworkCause(Exception? error)
    {
        while (error is not (null or HttpRequestException or IOException or SocketException))
            error = error.InnerException;
        return error;
    }

    private static (string Problem, string Remedy) Refused(AmazonServiceException refusal) => refusal.ErrorCode switch
    {
        NoSuchBucket => ("the bucket does not exist", "Create it, or correct the place of checkpoints"),
        "InvalidAccessKeyId" => ("the access key is unknown to the server", "Correct AWS_ACCESS_KEY_ID"),
        "SignatureDoesNotMatch" => (
            "the server refuses the signature", "Correct AWS_SECRET_ACCESS_KEY, or AWS_REGION where the server has a region of its own"),
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => (
            "the credentials have expired or are invalid", "Renew AWS_SESSION_TOKEN and the keys that belong to it, or the role's token"),
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" or "IllegalLocationConstraintException" => (
            "the bucket is in another region", "Correct AWS_REGION"),
        "RequestTimeTooSkewed" => ("the clocks of this machine and of the server differ", "Set the clock of this machine"),
        _ => refusal.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => (
                $"the credentials don't permit it ({refusal.ErrorCode})",
                "Permit s3:ListBucket for the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject for its objects"),
            >= HttpStatusCode.InternalServerError => (
                $"the server fails ({(int)refusal.StatusCode} {refusal.ErrorCode})", "Resume the sweep when the server works again"),
            _ => ($"the server refuses it ({refusal.ErrorCode}: {FirstLine(refusal)})", "Check the bucket, and the log of the server"),
        },
    };

    // The full stop is cut off: the sentence continues after it.
    private static string FirstLine(Exception error)
    {
        var line = error.Message.Split('\n', 2)[0].Trim().TrimEnd('.', ':');
        return line.Length > MaxMessage ? $"{line[..MaxMessage]} ..." : line;
    }
}
