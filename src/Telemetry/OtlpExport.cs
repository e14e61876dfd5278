using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry;

/// <summary>Sends a process's metrics and traces to a collector by OTLP, as configured by OpenTelemetry's environment variables.</summary>
public sealed class OtlpExport : IAsyncDisposable
{
    /// <summary>The environment variable with the collector's address. Nothing is sent unless it is set.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Maximum age of figures that are sent.</summary>
    private static readonly TimeSpan FiguresAge = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Func<CancellationToken, Task> _refresh;
    private readonly Sender _sender;
    private readonly Task _refreshing;

    private OtlpExport(Func<CancellationToken, Task> refresh, Sender sender, TimeProvider time)
    {
        (_refresh, _sender) = (refresh, sender);
        _refreshing = RefreshAsync(time);
    }

    /// <summary>Whether the environment names a collector.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 };

    /// <param name="refresh">Refreshes the meter's figures. Its exception, other than a cancellation, is thrown when the export is
    /// disposed.</param>
    /// <param name="service">The name of the process; <c>OTEL_SERVICE_NAME</c> overrides it.</param>
    /// <param name="otherMeters">Names of further meters to send.</param>
    /// <returns>The export; null if the environment names no collector.</returns>
    public static OtlpExport? Start(
        SweepMeter meter, Func<CancellationToken, Task> refresh, string service, TimeProvider time,
        params IReadOnlyList<string> otherMeters) =>
        IsWanted ? new(refresh, new(meter, service, otherMeters), time) : null;

    /// <summary>Sends the last figures and spans; waits some seconds for a collector that doesn't respond.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _refreshing;
            await _refresh(CancellationToken.None);
        }
        finally
        {
            _sender.Dispose();
            _stop.Dispose();
        }
    }

    private async Task RefreshAsync(TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(FiguresAge, time);
            do
            {
                await _refresh(_stop.Token);
                _sender.RenewWhenFull();
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The export is being disposed.
        }
    }

    private sealed class Sender(SweepMeter meter, string service, IReadOnlyList<string> otherMeters) : IDisposable
    {
        private readonly TracerProvider _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource(service))
            .AddSource(SweepTrace.SourceName).AddOtlpExporter().Build();
        private MeterProvider _metrics = Begin(meter, service, otherMeters);
        private (long Sweeps, long Texts) _used = SweepViews.Used(meter);

        /// <summary>See <see cref="SweepViews.IsFull"/>.</summary>
        public void RenewWhenFull()
        {
            if (!SweepViews.IsFull(meter, _used))
                return;
            _used = SweepViews.Used(meter);
            _metrics.Dispose();
            _metrics = Begin(meter, service, otherMeters);
        }

        public void Dispose()
        {
            _metrics.Dispose();
            _traces.Dispose();
        }

        private static MeterProvider Begin(SweepMeter meter, string service, IReadOnlyList<string> otherMeters) =>
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource(service)).AddSweeps(meter, otherMeters).AddOtlpExporter().Build();

        // The environment comes last, and takes precedence.
        private static ResourceBuilder Resource(string service) => ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService(service, serviceVersion: typeof(OtlpExport).Assembly.GetName().Version!.ToString(3))
            .AddEnvironmentVariableDetector();
    }
}
