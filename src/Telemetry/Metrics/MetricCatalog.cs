using SweepCluster.Model;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>All metrics; <c>docs/metrics.md</c> lists the same, which a test checks.</summary>
public static class MetricCatalog
{
    // What a sweep is doing.
    public static readonly MetricDescriptor SweepTime = Gauge(
        "sweepcluster_sweep_timestamp_seconds",
        "When this process's figures of the sweep were current, in seconds since 1970. Of several processes, the latest is right.",
        "sweep");
    public static readonly MetricDescriptor SweepRunning =
        Gauge("sweepcluster_sweep_running", "1 while a process works at the sweep and it is not paused, else 0.", "sweep");
    public static readonly MetricDescriptor SweepPausedItself = Gauge(
        "sweepcluster_sweep_paused_by_itself",
        "1 while the sweep is paused by a limit or because its machine failed it (a full disk, a missing data set), else 0.",
        "sweep");
    public static readonly MetricDescriptor Trials =
        Gauge("sweepcluster_trials", "Trials of the sweep by state; those without a record are unstarted.", "sweep", "state");
    public static readonly MetricDescriptor TrialsStarted =
        Counter("sweepcluster_trials_started_total", "Attempts at trials that began.", "sweep");
    public static readonly MetricDescriptor TrialsEnded =
        Counter("sweepcluster_trials_ended_total", "Trials that ended by themselves, by outcome.", "sweep", "outcome");
    public static readonly MetricDescriptor TrialsRetried =
        Counter("sweepcluster_trials_retried_total", "Attempts that failed and are to be made again.", "sweep");
    public static readonly MetricDescriptor Epochs = Counter("sweepcluster_epochs_total", "Epochs recorded.", "sweep");
    public static readonly MetricDescriptor Samples =
        Counter("sweepcluster_samples_total", "Samples trained on, in recorded epochs.", "sweep");
    public static readonly MetricDescriptor LeasesExpired =
        Counter("sweepcluster_leases_expired_total", "Leases that expired because their slot stopped reporting or was lost.", "sweep");
    public static readonly MetricDescriptor Remaining =
        Gauge("sweepcluster_remaining_seconds", "Estimate of the time left; absent while there is nothing to go by.", "sweep");
    public static readonly MetricDescriptor QueueTrials = Gauge(
        "sweepcluster_queue_trials",
        "Trials of a running sweep that no slot has begun or that wait to go on, by the accelerator that trains them.",
        "sweep",
        "accelerator");
    public static readonly MetricDescriptor RunningTrials = Gauge(
        "sweepcluster_running_trials", "Trials of the sweep that slots train now, by the accelerator.", "sweep", "accelerator");
    public static readonly MetricDescriptor QueueAge = Gauge(
        "sweepcluster_queue_age_seconds",
        "Time since a running sweep with queued trials last began one; 0 without queued trials.",
        "sweep");

    // Metrics of its leaderboard, by place rather than by trial.
    public static readonly MetricDescriptor BestObjective =
        Gauge("sweepcluster_best_objective", "Mean objective of the best configuration so far.", "sweep", "metric");
    public static readonly MetricDescriptor LeaderObjective = Gauge(
        "sweepcluster_leaderboard_objective", "Mean objective of the configuration at this place, over its seeds.", "sweep", "rank",
        "metric");
    public static readonly MetricDescriptor LeaderHalfWidth = Gauge(
        "sweepcluster_leaderboard_half_width",
        "Half width of the 95 % interval of that mean; NaN for a single seed, and for a loss that is the same for all seeds.",
        "sweep",
        "rank");
    public static readonly MetricDescriptor LeaderConfiguration =
        Gauge("sweepcluster_leaderboard_configuration_number", "Index of the configuration at this place.", "sweep", "rank");
    public static readonly MetricDescriptor LeaderTrial =
        Gauge("sweepcluster_leaderboard_trial_number", "Index of the best trial of the configuration at this place.", "sweep", "rank");
    public static readonly MetricDescriptor LeaderFigure = Gauge(
        "sweepcluster_leaderboard_figure",
        "A figure of the configuration at this place, named by its column of the leaderboard; NaN where there is none yet.",
        "sweep",
        "rank",
        "position",
        "column");
    public static readonly MetricDescriptor LeaderCell = Gauge(
        "sweepcluster_leaderboard_cell",
        "A text of the leaderboard at this place: a hyperparameter, the rank, the seeds. "
        + "The value is sweepcluster_sweep_timestamp_seconds, so that an outdated text can be recognized.",
        "sweep",
        "rank",
        "position",
        "column",
        "text");

    // Metrics of the slots of this process.
    public static readonly MetricDescriptor Slots = Gauge("sweepcluster_slots", "Training slots of this process.", "accelerator");
    public static readonly MetricDescriptor SlotBusy =
        Counter("sweepcluster_slot_busy_seconds_total", "Time for which the slot had a trial.", "slot");
    public static readonly MetricDescriptor SlotSamples = Gauge(
        "sweepcluster_slot_samples_per_second",
        "Samples the slot trains on in a second, over the last second or so; 0 while idle.",
        "slot");
    public static readonly MetricDescriptor SlotSteps = Gauge(
        "sweepcluster_slot_steps_per_second",
        "Optimizer steps the slot makes in a second, over the last second or so; 0 while idle.",
        "slot");

    // Metrics of the results store.
    public static readonly MetricDescriptor StoreCalls =
        new("sweepcluster_store_call_seconds", MetricKind.Histogram, "Duration of calls to the results store.", "operation")
        {
            Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
        };

    public static readonly MetricDescriptor StoreErrors =
        Counter("sweepcluster_store_errors_total", "Calls to the results store that failed.", "operation");

    // Metrics of machine and process.
    public static readonly MetricDescriptor GpuUtilization =
        Gauge("sweepcluster_gpu_utilization_ratio", "Share of the time in which the GPU computed, 0 to 1, as nvidia-smi shows it.", "gpu");
    public static readonly MetricDescriptor GpuMemoryUsed = Gauge("sweepcluster_gpu_memory_used_bytes", "Memory of the GPU in use.", "gpu");
    public static readonly MetricDescriptor GpuMemorySize = Gauge("sweepcluster_gpu_memory_size_bytes", "Memory of the GPU.", "gpu");
    public static readonly MetricDescriptor Silos =
        Gauge("sweepcluster_silos", "Active silos of the cluster, as this silo sees them; absent in other processes.");
    public static readonly MetricDescriptor Build =
        Gauge("sweepcluster_build_version", "Always 1; the label names the version.", "version");
    public static readonly MetricDescriptor ProcessStart =
        Gauge("sweepcluster_process_start_time_seconds", "When the process began, in seconds since 1970.");
    public static readonly MetricDescriptor ProcessCpu =
        Counter("sweepcluster_process_cpu_seconds_total", "Processor time of the process.");
    public static readonly MetricDescriptor ProcessMemory =
        Gauge("sweepcluster_process_resident_memory_bytes", "Memory of the process that is resident.");
    public static readonly MetricDescriptor ManagedMemory =
        Gauge("sweepcluster_process_managed_memory_bytes", "Memory on the garbage-collected heap.");

    /// <summary>All metrics, in the order in which they are written.</summary>
    public static readonly IReadOnlyList<MetricDescriptor> All =
    [
        SweepTime, SweepRunning, SweepPausedItself, Trials, TrialsStarted, TrialsEnded, TrialsRetried, Epochs, Samples, LeasesExpired,
        Remaining, QueueTrials, RunningTrials, QueueAge,
        BestObjective, LeaderObjective, LeaderHalfWidth, LeaderConfiguration, LeaderTrial, LeaderFigure, LeaderCell,
        Slots, SlotBusy, SlotSamples, SlotSteps, StoreCalls, StoreErrors, GpuUtilization, GpuMemoryUsed, GpuMemorySize,
        Silos, Build, ProcessStart, ProcessCpu, ProcessMemory, ManagedMemory,
    ];

    private static MetricDescriptor Counter(string name, string help, params EquatableArray<string> labels) =>
        new(name, MetricKind.Counter, help, labels);

    private static MetricDescriptor Gauge(string name, string help, params EquatableArray<string> labels) =>
        new(name, MetricKind.Gauge, help, labels);
}
