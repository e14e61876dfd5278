using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;
using SweepCluster.Api.Http;

namespace SweepCluster.Api.Limits;

/// <summary>Limits the requests of one key, or of one address without a key.</summary>
internal static class RequestRates
{
    private const int SecondsPerMinute = 60;

    /// <summary>The divisor of a minute's requests that gives the maximum burst.</summary>
    private const int BurstShare = 10;

    public static void Configure(RateLimiterOptions limiter, ApiOptions options, TimeProvider time)
    {
        var burst = Math.Max(1, options.RequestsPerMinute / BurstShare);
        var perSecond = options.RequestsPerMinute / (double)SecondsPerMinute;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.Get(Sender(context), _ => new TokenBucket(burst, perSecond, time)));
        limiter.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds))
                : 1;
            rejected.HttpContext.Response.Headers[HeaderNames.RetryAfter] = wait.ToString(CultureInfo.InvariantCulture);
            await Problems.TooManyRequests(
                $"More than {options.RequestsPerMinute} requests a minute from one key or address are refused. Try again in {wait} s.")
                .ExecuteAsync(rejected.HttpContext);
        };
    }

    // Names of keys have no colon.
    private static string Sender(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name }
        ? name
        : $"address:{AddressGroup.Describe(context.Connection.RemoteIpAddress)}";
}
