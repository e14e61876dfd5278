using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry.Gpus;

/// <summary>Reads the GPUs of this machine with <c>nvidia-smi</c>, where it is installed.</summary>
public sealed class NvidiaSmi(TimeProvider time)
{
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    // It takes tens of milliseconds; a driver with a fault may block it.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private IReadOnlyList<GpuSample> _latest = [];
    private long? _read;
    private bool _missing;

    /// <summary>The GPUs as of at most 10 s ago; empty if there is no such program or GPU, or it doesn't respond. For one thread at a
    /// time.</summary>
    public async Task<IReadOnlyList<GpuSample>> ReadAsync(CancellationToken cancellation)
    {
        if (_missing || (_read is { } read && time.GetElapsedTime(read) < MaximumAge))
            return _latest;
        _read = time.GetTimestamp();
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("nvidia-smi", [
                "--query-gpu=index,utilization.gpu,memory.used,memory.total",
                "--format=csv,noheader,nounits",
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            _missing = true;
            return _latest;
        }

        using (process)
        using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        {
            deadline.CancelAfter(Timeout);
            try
            {
                var errors = process.StandardError.ReadToEndAsync(deadline.Token);
                _latest = Parse(await process.StandardOutput.ReadToEndAsync(deadline.Token));
                await errors;
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                _latest = [];
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return _latest;
    }

    /// <summary>Parses lines such as <c>0, 87, 1024, 81559</c>: index, percent, MiB, MiB. A GPU that does not report a value (<c>[N/A]</c>)
    /// is left out.</summary>
    public static IReadOnlyList<GpuSample> Parse(string output)
    {
        const double mebibyte = 1 << 20;
        var gpus = new List<GpuSample>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length == 4 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var gpu)
                && Number(fields[1]) is { } percent && Number(fields[2]) is { } used && Number(fields[3]) is { } size)
            {
                gpus.Add(new(gpu, percent / 100, used * mebibyte, size * mebibyte));
            }
        }

        return gpus;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
