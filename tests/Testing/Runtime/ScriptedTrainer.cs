using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>A trainer whose figures are a function of trial and epoch, which stops where a test put a gate and ends as the
/// script says. What it has trained survives it in <see cref="Checkpoints"/>, as files would.</summary>
/// <param name="checkpoints">Those of an earlier trainer; null: none.</param>
public sealed class ScriptedTrainer(ConcurrentDictionary<long, int>? checkpoints = null) : ITrainer
{
    private const int Samples = 100;

    private readonly ConcurrentDictionary<(long Trial, int Epoch), TrainingGate> _gates = new();
    private readonly ConcurrentQueue<TrialLease> _leases = new();

    /// <summary>Epochs trained, by trial.</summary>
    public ConcurrentDictionary<long, int> Checkpoints { get; } = checkpoints ?? new();

    /// <summary>What it was asked to run, in order.</summary>
    public IReadOnlyCollection<TrialLease> Leases => _leases;

    /// <summary>How an attempt ends instead of succeeding; null: it succeeds. May throw.</summary>
    public Func<TrialLease, TrialOutcome?> Script { get; set; } = _ => null;

    /// <summary>Holds the trial before it reports the epoch.</summary>
    public TrainingGate HoldBefore(long trial, int epoch) => _gates.GetOrAdd((trial, epoch), _ => new(trial, epoch, DescribeLeases));

    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        var attempt = Begin(lease, observer, stop);
        while (true)
        {
            Task.WhenAny(attempt.WhenFree()).GetAwaiter().GetResult();
            if (attempt.Next() is { } outcome)
                return outcome;
        }
    }

    /// <summary>An attempt to be advanced epoch by epoch.</summary>
    internal ScriptedAttempt Begin(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        _leases.Enqueue(lease);
        return new(this, lease, observer, stop);
    }

    private string DescribeLeases() =>
        $"the trainer was given {_leases.Count} leases, the last of them: "
        + $"{string.Join(", ", _leases.TakeLast(10).Select(lease => $"trial {lease.Trial} of attempt {lease.Attempt}"))}";

    internal TrainingGate? GateBefore(long trial, int epoch) => _gates.GetValueOrDefault((trial, epoch));

    public static EpochReport ReportOf(long trial, int epoch)
    {
        var loss = 1.0 / (epoch + (trial % 7));
        return new(epoch, loss, 1 - (loss / 2), loss + 0.125, 1 - loss, 0.001, 0.25, Samples);
    }

    public static FinalMetrics FinalOf(long trial, int epochs)
    {
        var report = ReportOf(trial, epochs);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{trial}:{epochs}")));
        return new(report, report.TrainLoss + 0.25, report.TrainAccuracy, 1000 + trial, Convert.ToHexStringLower(hash));
    }
}
