using System.Diagnostics;
using System.Diagnostics.Metrics;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The instruments of <see cref="MetricCatalog"/>, and what they read. One for a process. Whoever exports them, they have no more
/// than <see cref="MaxSeries"/> series: the bounds are here, where labels are made.</summary>
public sealed class SweepMeter : IDisposable
{
    public const string MeterName = "SweepCluster";

    /// <summary>Series of a process at most, each bucket of a histogram counted, whatever it runs.</summary>
    public const int MaxSeries = 2000;

    /// <summary>Kinds of calls to the store, each of which has series of its own.</summary>
    public const int MaxOperations = 18;

    /// <summary>Places of the leaderboard that have series.</summary>
    public const int MaxRanks = 10;

    /// <summary>Hyperparameters of a place that have series, the first by name.</summary>
    public const int MaxParameters = 8;

    /// <summary>Slots that have series of their own.</summary>
    public const int MaxSlots = 64;

    public const int MaxGpus = 16;

    private readonly Histogram<double> _storeCalls;
    private readonly Counter<long> _storeErrors;

    public SweepMeter(TimeProvider time)
    {
        Sweeps = new(time);
        Meter = new(MeterName);
        _storeCalls = Meter.CreateHistogram(
            MetricCatalog.StoreCalls.Name, unit: null, MetricCatalog.StoreCalls.Help, tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricCatalog.StoreCalls.Bounds });
        _storeErrors = Meter.CreateCounter<long>(MetricCatalog.StoreErrors.Name, description: MetricCatalog.StoreErrors.Help);
        ObserveSweeps();
        ObserveLeaders();
        ObserveSlots();
        ObserveGpus();
        ObserveProcess();
    }

    public Meter Meter { get; }

    public SweepBoard Sweeps { get; }

    /// <summary>What the slots of this process do; asked at every reading. Null: it has none.</summary>
    public Func<IReadOnlyList<SlotSample>>? Slots { get; set; }

    /// <summary>What the slots train on.</summary>
    public string Accelerator { get; set; } = "cpu";

    /// <summary>Active silos; null: this process is no silo.</summary>
    public Func<int?> Silos { get; set; } = () => null;

    /// <summary>As of the latest reading of the hardware.</summary>
    public IReadOnlyList<GpuSample> Gpus { get; set; } = [];

    /// <summary>A call to the results store.</summary>
    /// <param name="operation">One of at most <see cref="MaxOperations"/>.</param>
    public void StoreCalled(string operation, TimeSpan duration, bool failed)
    {
        _storeCalls.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        // Also without one, so that the first is a step up from 0.
        _storeErrors.Add(failed ? 1 : 0, new KeyValuePair<string, object?>("operation", operation));
    }

    public void Dispose() => Meter.Dispose();

    private static Measurement<double> Measure(double value, params ReadOnlySpan<(string Name, object Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var label = 0; label < labels.Length; label++)
            tags[label] = new(labels[label].Name, labels[label].Value);
        return new(value, tags);
    }

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private void Observe(MetricDescriptor metric, Func<IEnumerable<Measurement<double>>> read)
    {
        if (metric.Kind == MetricKind.Counter)
            Meter.CreateObservableCounter(metric.Name, read, description: metric.Help);
        else
            Meter.CreateObservableGauge(metric.Name, read, description: metric.Help);
    }

    private void ObserveEach(MetricDescriptor metric, Func<SweepSample, double?> read) => Observe(
        metric,
        () => from sweep in Sweeps.Read()
              let value = read(sweep.Figures)
              where value is not null
              select Measure(value.Value, ("sweep", sweep.Figures.Snapshot.Sweep.Id)));

    private void ObserveByAccelerator(MetricDescriptor metric, Func<SweepSample, long> read) => Observe(
        metric,
        () => from sweep in Sweeps.Read()
              let figures = sweep.Figures
              select Measure(read(figures), ("sweep", figures.Snapshot.Sweep.Id), ("accelerator", figures.Accelerator)));

    private void ObserveSweeps()
    {
        ObserveEach(MetricCatalog.SweepRunning, figures => SweepBoard.IsRunning(figures) ? 1 : 0);
        Observe(MetricCatalog.Trials, () => Sweeps.Read().SelectMany(sweep => States(sweep.Figures)));
        ObserveEach(MetricCatalog.TrialsStarted, figures => figures.Tally.Started);
        Observe(MetricCatalog.TrialsEnded, () => Sweeps.Read().SelectMany(sweep => Outcomes(sweep.Figures)));
        ObserveEach(MetricCatalog.TrialsRetried, figures => figures.Tally.Retried);
        ObserveEach(MetricCatalog.Epochs, figures => figures.Tally.Epochs);
        ObserveEach(MetricCatalog.Samples, figures => figures.Tally.Samples);
        ObserveEach(MetricCatalog.LeasesExpired, figures => figures.Tally.LeasesExpired);
        ObserveEach(MetricCatalog.Remaining, figures => figures.Snapshot.Remaining?.TotalSeconds);
        ObserveByAccelerator(MetricCatalog.QueueTrials, SweepBoard.Queued);
        ObserveByAccelerator(MetricCatalog.RunningTrials, SweepBoard.Running);
        Observe(MetricCatalog.QueueAge, () => Sweeps.Read()
            .Select(sweep => Measure(sweep.QueueAge.TotalSeconds, ("sweep", sweep.Figures.Snapshot.Sweep.Id))));
    }

    private static IEnumerable<Measurement<double>> States(SweepSample figures)
    {
        var id = figures.Snapshot.Sweep.Id;
        foreach (var state in Enum.GetValues<TrialState>())
            yield return Measure(figures.Snapshot.Counts.GetValueOrDefault(state), ("sweep", id), ("state", Name(state)));
        yield return Measure(SweepBoard.Unstarted(figures), ("sweep", id), ("state", "unstarted"));
    }

    private static IEnumerable<Measurement<double>> Outcomes(SweepSample figures)
    {
        var (id, tally) = (figures.Snapshot.Sweep.Id, figures.Tally);
        yield return Measure(tally.Succeeded, ("sweep", id), ("outcome", Name(TrialState.Succeeded)));
        yield return Measure(tally.Diverged, ("sweep", id), ("outcome", Name(TrialState.Diverged)));
        yield return Measure(tally.Failed, ("sweep", id), ("outcome", Name(TrialState.Failed)));
    }

    private void ObserveLeaders()
    {
        ObserveEach(MetricCatalog.BestObjective, figures => figures.Leaders.Count > 0 ? figures.Leaders[0].Objective : null);
        ObserveRanks(MetricCatalog.LeaderObjective, leader => leader.Objective);
        ObserveRanks(MetricCatalog.LeaderHalfWidth, leader => leader.HalfWidth);
        ObserveRanks(MetricCatalog.LeaderConfiguration, leader => leader.Configuration);
        ObserveRanks(MetricCatalog.LeaderTrial, leader => leader.Trial);
        Observe(
            MetricCatalog.LeaderParameter,
            () => from place in Ranks()
                  from parameter in place.Leader.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal).Take(MaxParameters)
                  select Measure(parameter.Value, ("sweep", place.Sweep), ("rank", place.Rank), ("parameter", parameter.Key)));
    }

    private void ObserveRanks(MetricDescriptor metric, Func<LeaderPlace, double?> read) => Observe(
        metric,
        () => from place in Ranks()
              let value = read(place.Leader)
              where value is not null
              select Measure(value.Value, ("sweep", place.Sweep), ("rank", place.Rank)));

    private IEnumerable<(string Sweep, int Rank, LeaderPlace Leader)> Ranks() =>
        Sweeps.Read().SelectMany(
            sweep => sweep.Figures.Leaders.Take(MaxRanks).Select((leader, place) => (sweep.Figures.Snapshot.Sweep.Id, place + 1, leader)));

    private void ObserveSlots()
    {
        Observe(MetricCatalog.Slots, () => Slots is { } read ? [Measure(read().Count, ("accelerator", Accelerator))] : []);
        Observe(MetricCatalog.SlotBusy, () => EachSlot().Select(slot => Measure(slot.BusySeconds, ("slot", slot.Slot))));
        Observe(MetricCatalog.SlotSamples, () => EachSlot().Select(slot => Measure(slot.SamplesPerSecond, ("slot", slot.Slot))));
        Observe(MetricCatalog.SlotSteps, () => EachSlot().Select(slot => Measure(slot.StepsPerSecond, ("slot", slot.Slot))));
    }

    private IEnumerable<SlotSample> EachSlot() => (Slots?.Invoke() ?? []).Take(MaxSlots);

    private void ObserveGpus()
    {
        Observe(MetricCatalog.GpuUtilization, () => Gpus.Take(MaxGpus).Select(gpu => Measure(gpu.Utilization, ("gpu", gpu.Gpu))));
        Observe(MetricCatalog.GpuMemoryUsed, () => Gpus.Take(MaxGpus).Select(gpu => Measure(gpu.MemoryUsed, ("gpu", gpu.Gpu))));
        Observe(MetricCatalog.GpuMemorySize, () => Gpus.Take(MaxGpus).Select(gpu => Measure(gpu.MemorySize, ("gpu", gpu.Gpu))));
    }

    private void ObserveProcess()
    {
        var version = typeof(SweepMeter).Assembly.GetName().Version!.ToString(3);
        Observe(MetricCatalog.Silos, () => Silos() is { } silos ? [Measure(silos)] : []);
        Observe(MetricCatalog.Build, () => [Measure(1, ("version", version))]);
        Observe(
            MetricCatalog.ProcessStart,
            () => [OfProcess(process => (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds)]);
        Observe(MetricCatalog.ProcessCpu, () => [Measure(Environment.CpuUsage.TotalTime.TotalSeconds)]);
        Observe(MetricCatalog.ProcessMemory, () => [Measure(Environment.WorkingSet)]);
        Observe(MetricCatalog.ManagedMemory, () => [Measure(GC.GetTotalMemory(forceFullCollection: false))]);
    }

    private static Measurement<double> OfProcess(Func<Process, double> read)
    {
        using var process = Process.GetCurrentProcess();
        return Measure(read(process));
    }
}
