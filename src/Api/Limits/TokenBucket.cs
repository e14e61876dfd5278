using System.Threading.RateLimiting;

namespace SweepCluster.Api.Limits;

/// <summary>A rate limit on a clock that tests can move: a bucket of tokens, one a request, which fills evenly.</summary>
/// <param name="capacity">Maximum burst of requests.</param>
/// <param name="perSecond">Mean number of requests per second.</param>
internal sealed class TokenBucket(int capacity, double perSecond, TimeProvider time) : RateLimiter
{
    private static readonly RateLimitLease Granted = new Answer(null);

    private readonly Lock _gate = new();
    private double _tokens = capacity;
    private long _filled = time.GetTimestamp();

    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                var idle = time.GetElapsedTime(_filled);
                return _tokens + (idle.TotalSeconds * perSecond) >= capacity ? idle : null;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(capacity, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            if (_tokens < permitCount)
                return new Answer(TimeSpan.FromSeconds((permitCount - _tokens) / perSecond));
            _tokens -= permitCount;
            return Granted;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    private sealed class Answer(TimeSpan? wait) : RateLimitLease
    {
        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = wait;
            return wait is not null && metadataName == MetadataName.RetryAfter.Name;
        }
    }
}
