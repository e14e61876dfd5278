using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Stores;

/// <summary>Records to store.</summary>
public static class StoreSamples
{
    public static readonly DateTimeOffset Start = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero).AddTicks(1234567);

    public static readonly string Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    public static NewSweep Sweep(string name = "quickstart", long configurations = 1000, int repeats = 3, DateTimeOffset? at = null) =>
        new(name, $"name: {name}\n# Größe\n", "/data", configurations, repeats, at ?? Start);

    public static EpochReport Unmeasurable { get; } =
        new(1, double.NaN, double.PositiveInfinity, double.NaN, double.NegativeInfinity, double.Epsilon, double.MaxValue, int.MaxValue);

    public static EpochReport Report(int epoch, double loss = 0.25) => new(epoch, loss, 0.9, loss + 0.1, 0.88, 0.001, 1.5, 50_000);

    /// <summary>A trial numbered as sweeps of 1,000 configurations number theirs.</summary>
    public static TrialRecord Trial(
        long configuration, double? objective = 0.5, TrialState state = TrialState.Succeeded, int seedIndex = 0, int pass = 0,
        long configurations = 1000) =>
        new()
        {
            Trial = (seedIndex * configurations) + configuration,
            Configuration = configuration,
            SeedIndex = seedIndex,
            State = state,
            Attempt = 1,
            Pass = pass,
            Epochs = 2,
            Objective = objective,
            Last = Report(2),
            Final = state == TrialState.Succeeded ? new(Report(2), 0.3, 0.91, 235_146, Hash) : null,
            Parameters = 235_146,
            TrainSeconds = 3,
            StartedAt = Start,
            FinishedAt = state == TrialState.Succeeded ? Start.AddSeconds(3) : null,
        };

    public static StoreBatch Batch(params IReadOnlyCollection<TrialRecord> trials) => new(null, trials, [], []);

    public static StoreBatch Batch(IReadOnlyCollection<EpochRecord> epochs) => new(null, [], epochs, []);

    public static StoreBatch Batch(IReadOnlyCollection<EventRecord> events) => new(null, [], [], events);

    private static RangeTestResult Curve(double? divergence) => new()
    {
        Settings = new(1e-3, 1.005, 10, divergence, 0.98),
        Losses = [2.3, 1.1, 0.7],
        RunningMeans = [2.3, 1.7, 1.3666],
    };

    /// <summary>Trials with every field filled or empty, and figures that are hard to store.</summary>
    public static IReadOnlyList<TrialRecord> Unusual { get; } =
    [
        new() { Trial = 0, Configuration = 0, SeedIndex = 0, State = TrialState.Running, Attempt = 1, Pass = 0, StartedAt = Start },
        Trial(1) with { Failures = 2, StoppedEarly = true, Reason = "näher", Objective = -1e-310, Epochs = int.MaxValue },
        Trial(2) with
        {
            Last = Unmeasurable,
            Final = new(Unmeasurable, double.NaN, double.PositiveInfinity, 7, Hash),
            TrainSeconds = double.NaN,
        },
        Trial(3) with
        {
            Last = Report(3) with { ValidationLoss = null, ValidationAccuracy = null },
            Final = new(Report(1), -0.0, 1, long.MaxValue, ""),
        },
        Trial(4, null, TrialState.Diverged) with { Final = new(Report(1), 0.1, 0.2, 3, Hash.ToUpperInvariant()), Last = null },
        Trial(5) with { Last = Report(3) with { ValidationLoss = null }, Objective = 0 },
        Trial(6) with { Final = Trial(6).Final! with { Range = Curve(null) } },
        Trial(7) with { Final =
            Trial(7).Final! with { Range = Curve(4) with { Diverged = true, Losses = [0.1 + 0.2], RunningMeans = [double.Epsilon] } } },
        Trial(8, state: TrialState.Running) with { Final = Trial(8).Final, Continuation = new(3, null, null, double.Epsilon) },
        Trial(9, state: TrialState.Waiting) with
        {
            Final = Trial(9).Final,
            Continuation = new(int.MaxValue, -0.0, Report(4) with { ValidationLoss = null }, 1.5),
        },
        Trial(10, state: TrialState.Waiting) with { LostAttempts = 2, EpochsAtStart = int.MaxValue },
        Trial(11) with { Final = Trial(11).Final! with { Training = new(0.125, 0.0625) } },
        Trial(12) with { Last = Report(3), Final = Trial(12).Final! with { Training = new(double.NaN, 1) } },
    ];
}
