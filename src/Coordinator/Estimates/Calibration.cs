using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Plan;

namespace SweepCluster.Coordinator.Estimates;

/// <summary>Measures how fast this machine trains some configurations: a short training on synthetic images, on as many threads as a run
/// would use, in packs where the trainer packs such trials.</summary>
/// <param name="trainer">The trainer of the run.</param>
/// <param name="workers">Number of training threads of the run.</param>
/// <param name="packing">Whether the run trains in packs.</param>
/// <param name="time">The clock that bounds the measurement; the trainer reports the durations.</param>
internal sealed class Calibration(ITrainer trainer, int workers, bool packing, TimeProvider time)
{
    // The first epoch warms caches and compiled code up, and does not count.
    private const int WarmUp = 1;
    private const int MaxEpochs = 1_000;
    private const double StepsOfAnEpoch = 2e8;
    private const int MinImages = 64;
    private const int MaxImages = 2_000;

    // Of larger batches the time of an image no longer changes.
    private const int MaxBatchImages = 60_000;

    /// <summary>Duration for which each configuration is trained, once it is warm.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(300);

    /// <summary>The estimate for a sweep of these costs; null if a measurement yields nothing, as where a configuration can't be
    /// trained.</summary>
    /// <param name="trials">Number of trials of the sweep.</param>
    public SweepDuration? Estimate(IReadOnlyList<SampledCost> costs, long trials, CancellationToken cancellation)
    {
        var slots = (int)Math.Clamp(trials, 1, workers);
        var pack = (int)Math.Clamp((trials + slots - 1) / slots, 1, int.MaxValue);
        var measured = new List<(SampledCost Cost, double SecondsPerImage)>();
        foreach (var cost in costs)
        {
            cancellation.ThrowIfCancellationRequested();
            if (SecondsPerImage(cost.Configuration, slots, pack, cancellation) is not { } seconds)
                return null;
            measured.Add((cost, seconds));
        }

        return SweepDuration.FromSpeeds(measured, slots);
    }

    private double? SecondsPerImage(TrialConfiguration configuration, int slots, int pack, CancellationToken cancellation)
    {
        var lease = LeaseFor(configuration);
        var size = trainer is IPackTrainer packer && packing && packer.PackOf(lease) is { Key: not null } rule
            ? Math.Min(pack, rule.MaxTrials)
            : 1;
        var begun = time.GetTimestamp();
        var samples = new List<CalibratedTrial>();
        var threads = new List<Thread>();
        foreach (var slot in Enumerable.Range(0, slots))
        {
            var trials = Enumerable.Range(0, size)
                .Select(number => new CalibratedTrial(lease with { Trial = (slot * size) + number }, () => IsOver(begun), cancellation))
                .ToArray();
            samples.AddRange(trials);
            threads.Add(new(() => Train(trials)) { IsBackground = true, Name = $"calibration {slot}" });
        }

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
        var speeds = samples.Select(sample => sample.SecondsPerImage(WarmUp)).ToList();
        return speeds.Any(speed => speed is null) ? null : speeds.Average();
    }

    private bool IsOver(long begun) => time.GetElapsedTime(begun) >= Budget;

    private void Train(CalibratedTrial[] trials)
    {
        try
        {
            if (trials.Length > 1)
                ((IPackTrainer)trainer).TrainPack(trials);
            else
                trainer.Train(trials[0].Lease, trials[0], trials[0].Stop);
        }
        catch (Exception)
        {
            // Without its epochs there is no estimate. The run itself reports why the configuration can't be trained.
        }
    }

    // The images of a step decide its cost, not what they show; a multiple of the batch leaves no smaller last step.
    private static TrialLease LeaseFor(TrialConfiguration configuration)
    {
        var parameters = ParameterCount.Compute(configuration);
        var wanted = Math.Clamp(StepsOfAnEpoch / parameters, MinImages, MaxImages);
        var steps = Math.Max(1, (int)Math.Round(wanted / configuration.Batch));
        var images = Math.Min((long)steps * configuration.Batch, MaxBatchImages);
        var data = configuration.Data with
        {
            Dataset = string.Create(CultureInfo.InvariantCulture, $"glyphs:seed=1,train={images},test=1"),
            Split = SplitSettings.None,
        };
        var timed = configuration with
        {
            Data = data,
            Epochs = MaxEpochs,
            EarlyStopping = null,
            RangeTest = null,
            DropRemainder = false,
            // A rate that makes no network diverge, which would end the measurement.
            Optimizer = configuration.Optimizer with { LearningRate = 1e-6 },
            Schedule = ScheduleSettings.Constant,
        };
        return new("calibration", 0, 1, timed, 1, 0, MaxEpochs, CheckpointFolder: null);
    }
}
