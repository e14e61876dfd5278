using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SweepCluster.Client.Orleans;

/// <summary>Logs that changed certificates are used from now on, that they can't be read, or that the present one is about to expire: a
/// process may have no new connection for weeks that would show it.</summary>
internal sealed partial class CertificateWatch(CertificateFiles files, TimeProvider time, ILogger<CertificateWatch> logger)
    : BackgroundService
{
    /// <summary>Between two looks at the files.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int LastShare = 10;

    private static readonly TimeSpan MaxWarning = TimeSpan.FromDays(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (shown, problem, warned) = (files.Current.Own.Thumbprint, (string?)null, "");
        do
        {
            var own = files.Current.Own;
            var until = own.NotAfter.ToUniversalTime();
            if (own.Thumbprint != shown)
                LogRenewed(until);
            if (files.Problem is { } unreadable && unreadable != problem)
                LogUnreadable(unreadable);
            if (IsExpiring(own) && own.Thumbprint != warned)
            {
                LogExpiring(until);
                warned = own.Thumbprint;
            }

            (shown, problem) = (own.Thumbprint, files.Problem);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Within the last tenth of its life, for certificates of a few hours, and at most three days before its end.
    private bool IsExpiring(X509Certificate2 own)
    {
        var left = own.NotAfter.ToUniversalTime() - time.GetUtcNow();
        return left < MaxWarning && left < (own.NotAfter - own.NotBefore) / LastShare;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A new certificate was read, valid until {End:u}: new connections use it.")]
    private partial void LogRenewed(DateTime end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changed certificates are not used, the earlier ones are: {Problem}")]
    private partial void LogUnreadable(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate of this process ends {End:u}, and its file holds no newer one.")]
    private partial void LogExpiring(DateTime end);
}
