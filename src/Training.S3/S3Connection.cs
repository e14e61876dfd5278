using Amazon.Runtime;
using Amazon.S3;
using SweepCluster.Model;

namespace SweepCluster.Training.S3;

/// <summary>Configuration of the client: the server, by the variables that every AWS SDK reads, and the bounds of requests.</summary>
internal static class S3Connection
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL_S3";
    private const string RegionVariable = "AWS_REGION";
    private const string DefaultRegionVariable = "AWS_DEFAULT_REGION";
    private const string AttemptsVariable = "AWS_MAX_ATTEMPTS";

    /// <summary>The region of servers outside of Amazon's cloud where none is configured.</summary>
    private const string DefaultRegion = "us-east-1";

    /// <summary>Maximum retries of a request. The SDK waits longer before each, and 20 seconds at most.</summary>
    private const int MaxRetries = 4;

    /// <summary>Maximum time of one attempt at a request, with its upload.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Reads the configuration from the variables and files of the AWS SDKs.</summary>
    /// <param name="place">The place of checkpoints as messages name it.</param>
    /// <exception cref="SweepException">The variables name no server, or can't be read.</exception>
    public static AmazonS3Config FromEnvironment(string place)
    {
        try
        {
            var config = new AmazonS3Config();
            // The endpoint is read before the region: reading the region resets it.
            if (config.ServiceURL is { Length: > 0 } endpoint)
                return Configure(endpoint, Variable(RegionVariable) ?? Variable(DefaultRegionVariable) ?? DefaultRegion);
            if (config.RegionEndpoint is null)
            {
                throw new SweepException(
                    $"{place}: neither {RegionVariable} nor {EndpointVariable} says where the bucket is. "
                    + "Set the region for Amazon S3, or the URL of another server.");
            }

            return WithBounds(config);
        }
        catch (AmazonClientException unreadable)
        {
            throw new SweepException(
                $"{place}: the configuration of the server can't be read: {unreadable.Message} "
                + $"Correct {EndpointVariable}, for example http://minio.example.org:9000.",
                inner: unreadable);
        }
    }

    /// <summary>Creates the configuration of a server that is not found by its region.</summary>
    public static AmazonS3Config Configure(string endpoint, string region) => WithBounds(new()
    {
        ServiceURL = endpoint,
        AuthenticationRegion = region,
        // http://server/bucket/key: the other style needs a DNS name for each bucket, which only clouds have.
        ForcePathStyle = true,
    });

    /// <summary>The server as messages name it.</summary>
    public static string Describe(AmazonS3Config config) =>
        config.ServiceURL is { Length: > 0 } endpoint ? endpoint.TrimEnd('/') : $"Amazon S3 in {config.RegionEndpoint.SystemName}";

    private static AmazonS3Config WithBounds(AmazonS3Config config)
    {
        config.RetryMode = RequestRetryMode.Standard;
        if (Variable(AttemptsVariable) is null)
            config.MaxErrorRetry = MaxRetries;
        config.Timeout = AttemptTimeout;
        // The SDK's own checksums come in trailers, which other servers don't take. The signature covers what is sent, and a checkpoint
        // carries its checksum.
        config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        return config;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
