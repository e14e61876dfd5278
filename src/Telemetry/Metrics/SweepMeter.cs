using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The instruments of <see cref="MetricCatalog"/>, and the figures that they read; one per process. Whichever exporter reads them,
/// they have no more than <see cref="MaxSeries"/> series: labels are created here, and limited.</summary>
public sealed class SweepMeter : IDisposable
{
    public const string MeterName = "SweepCluster";

    /// <summary>Maximum number of series of a process, each bucket of a histogram counted, whatever it runs. It holds for
    /// <see cref="SweepBoard.DefaultSweeps"/> sweeps.</summary>
    public const int MaxSeries = 3000;

    /// <summary>Kinds of calls to the store, each of which has series of its own.</summary>
    public const int MaxOperations = 18;

    /// <summary>Maximum number of places of the leaderboard that have series.</summary>
    public const int MaxRanks = 10;

    /// <summary>Places to read, so that the last one with series knows whether the next one shares its rank.</summary>
    public const int ReadRanks = MaxRanks + 1;

    /// <summary>Maximum number of texts of a place that have series: rank, six hyperparameters, seeds, whether it is provisional.</summary>
    public const int MaxCells = 9;

    /// <summary>Maximum number of figures of a place that have series, beside the objective.</summary>
    public const int MaxFigures = 7;

    /// <summary>Maximum length of a text, in characters; a longer one is cut, and ends in an ellipsis.</summary>
    public const int MaxText = 200;

    /// <summary>Maximum number of slots that have series of their own.</summary>
    public const int MaxSlots = 64;

    public const int MaxGpus = 16;

    private readonly Histogram<double> _storeCalls;
    private readonly Counter<long> _storeErrors;

    /// <param name="time">Dates what is published.</param>
    /// <param name="maxSweeps">Maximum number of sweeps that have series.</param>
    public SweepMeter(TimeProvider time, int maxSweeps = SweepBoard.DefaultSweeps)
    {
        Sweeps = new(time, maxSweeps);
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

    /// <summary>The slots of this process; called at every reading. Null if it has none.</summary>
    public Func<IReadOnlyList<SlotSample>>? Slots { get; set; }

    /// <summary>The accelerator of the slots.</summary>
    public string Accelerator { get; set; } = "cpu";

    /// <summary>The number of active silos; null if this process is not a silo.</summary>
    public Func<int?> Silos { get; set; } = () => null;

    /// <summary>The GPUs as of the latest reading of the hardware.</summary>
    public IReadOnlyList<GpuSample> Gpus { get; set; } = [];

    /// <summary>Records a call to the results store.</summary>
    /// <param name="operation">One of at most <see cref="MaxOperations"/>.</param>
    public void StoreCalled(string operation, TimeSpan duration, bool failed)
    {
        _storeCalls.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        // Added even without an error, so that the first error is a step up from 0.
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
              select Measure(value.Value, ("sweep", sweep.Figures.Id)));

    private void ObserveByAccelerator(MetricDescriptor metric, Func<SweepSample, long> read) => Observe(
        metric,
        () => from sweep in Sweeps.Read()
              let figures = sweep.Figures
              select Measure(read(figures), ("sweep", figures.Snapshot.Sweep.Id), ("accelerator", figures.Accelerator)));

    private void ObserveSweeps()
    {
        // First: what is published while the others are read is not older than this says.
        Observe(MetricCatalog.SweepTime, () => Sweeps.Read().Select(sweep => Measure(Seconds(sweep.At), ("sweep", sweep.Figures.Id))));
        ObserveEach(MetricCatalog.SweepRunning, figures => figures.IsRunning ? 1 : 0);
        ObserveEach(MetricCatalog.SweepPausedItself, figures => figures.Snapshot.Sweep.IsPausedByItself ? 1 : 0);
        Observe(MetricCatalog.Trials, () => Sweeps.Read().SelectMany(sweep => States(sweep.Figures)));
        ObserveEach(MetricCatalog.TrialsStarted, figures => figures.Tally?.Started);
        Observe(MetricCatalog.TrialsEnded, () => Sweeps.Read().SelectMany(sweep => Outcomes(sweep.Figures)));
        ObserveEach(MetricCatalog.TrialsRetried, figures => figures.Tally?.Retried);
        ObserveEach(MetricCatalog.Epochs, figures => figures.Tally?.Epochs);
        ObserveEach(MetricCatalog.Samples, figures => figures.Tally?.Samples);
        ObserveEach(MetricCatalog.LeasesExpired, figures => figures.Tally?.LeasesExpired);
        ObserveEach(MetricCatalog.Remaining, figures => figures.Snapshot.Remaining?.TotalSeconds);
        ObserveByAccelerator(MetricCatalog.QueueTrials, figures => figures.Queued);
        ObserveByAccelerator(MetricCatalog.RunningTrials, figures => figures.Training);
        Observe(MetricCatalog.QueueAge, () => Sweeps.Read()
            .Where(sweep => sweep.Figures.Tally is not null)
            .Select(sweep => Measure(sweep.QueueAge.TotalSeconds, ("sweep", sweep.Figures.Id))));
    }

    private static IEnumerable<Measurement<double>> States(SweepSample figures)
    {
        var id = figures.Id;
        foreach (var state in Enum.GetValues<TrialState>())
            yield return Measure(figures.Snapshot.Counts.GetValueOrDefault(state), ("sweep", id), ("state", Name(state)));
        yield return Measure(figures.Unstarted, ("sweep", id), ("state", "unstarted"));
    }

    private static IEnumerable<Measurement<double>> Outcomes(SweepSample figures)
    {
        if (figures.Tally is not { } tally)
            yield break;
        var id = figures.Id;
        yield return Measure(tally.Succeeded, ("sweep", id), ("outcome", Name(TrialState.Succeeded)));
        yield return Measure(tally.Diverged, ("sweep", id), ("outcome", Name(TrialState.Diverged)));
        yield return Measure(tally.Failed, ("sweep", id), ("outcome", Name(TrialState.Failed)));
    }

    private void ObserveLeaders()
    {
        Observe(MetricCatalog.BestObjective, () => Ranks().Where(place => place.Rank == 1)
            .Select(place => Measure(place.Leader.Objective, ("sweep", place.Sweep.Figures.Id), ("metric", place.Sweep.Figures.Metric))));
        ObserveRanks(MetricCatalog.LeaderObjective, place =>
            [place.Measure(place.Leader.Objective, ("metric", place.Sweep.Figures.Metric))]);
        // Never left out: a reader of the last values of an hour would take an earlier one for this place's.
        ObserveRanks(MetricCatalog.LeaderHalfWidth, place => [place.Measure(place.Leader.HalfWidth ?? double.NaN)]);
        ObserveRanks(MetricCatalog.LeaderConfiguration, place => [place.Measure(place.Leader.Configuration)]);
        ObserveRanks(MetricCatalog.LeaderTrial, place => [place.Measure(place.Leader.Trial)]);
        ObserveRanks(MetricCatalog.LeaderFigure, place => place.Leader.Figures.Take(MaxFigures).Select(figure => place.Measure(
            figure.Value ?? double.NaN, ("position", Position(figure.Position)), ("column", figure.Column))));
        ObserveRanks(MetricCatalog.LeaderCell, place => place.Leader.Cells.Take(MaxCells).Select(cell => place.Measure(
            Seconds(place.Sweep.At), ("position", Position(cell.Position)), ("column", cell.Column), ("text", Cut(cell.Text)))));
    }

    private void ObserveRanks(MetricDescriptor metric, Func<Place, IEnumerable<Measurement<double>>> read) =>
        Observe(metric, () => Ranks().SelectMany(read));

    private IEnumerable<Place> Ranks() => Sweeps.Read().SelectMany(
        sweep => sweep.Figures.Leaders.Take(MaxRanks).Select((leader, index) => new Place(sweep, index + 1, leader)));

    // Sorts as text.
    private static string Position(int position) => position.ToString("00", CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= MaxText ? text : $"{text.AsSpan(0, MaxText - 1)}…";

    private static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalSeconds;

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

    private sealed record Place(BoardEntry Sweep, int Rank, LeaderPlace Leader)
    {
        public Measurement<double> Measure(double value, params ReadOnlySpan<(string Name, object Value)> labels) =>
            SweepMeter.Measure(value, [("sweep", Sweep.Figures.Id), ("rank", Rank), .. labels]);
    }
}
