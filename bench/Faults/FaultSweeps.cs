using System.Globalization;
using SweepCluster.Bench.Cluster;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Bench.Faults;

/// <summary>The sweeps that faults disturb, one after another, each a grid of trials that return at once. In the end the records of all of
/// them are compared with an undisturbed run.</summary>
internal sealed class FaultSweeps(ISweepService service, IResultReader store, RecoveryWatch watch, UndisturbedRun undisturbed)
{
    /// <summary>Number of widths in the grid, of which the number of trials is a multiple.</summary>
    public const int Widths = 100;

    /// <summary>Maximum share of a sweep's trials that have succeeded when a fault hits it.</summary>
    private const double MaxShare = 0.9;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(20);

    private readonly List<string> _started = [];

    /// <summary>The submission of every sweep.</summary>
    public SweepSubmission Submission => undisturbed.Submission;

    /// <summary>Creates the submission of a grid of so many trials, a multiple of <see cref="Widths"/>.</summary>
    public static SweepSubmission CreateSubmission(int trials) => new(
        string.Create(CultureInfo.InvariantCulture, $$"""
            name: faults
            dataset: {name: glyphs, seed: 7, train: 600, test: 100}
            split: {last: 100}
            base: {epochs: 5, batch: 50}
            space:
              width: {linear: [10, 109], points: {{Widths}}}
              lr: {log: [0.0001, 0.1], points: {{trials / Widths}}}
            limits: {lost_attempts: 100}
            """),
        DataFolder: null);

    /// <summary>Finds the sweep that runs and of which a trial has succeeded, with a tenth of its trials left at least. Where there is
    /// none, the next one is submitted once the last one has ended.</summary>
    public async Task<string> FindRunningAsync()
    {
        if (_started.LastOrDefault() is { } last)
        {
            if (await watch.FindAsync(last) is { Status: SweepStatus.Running } sweep
                && await watch.CountSucceededAsync(last) < MaxShare * sweep.Configurations * sweep.Seeds)
                return last;
            await watch.WaitForEndAsync(last);
        }

        var id = (await service.SubmitAsync(Submission, CancellationToken.None)).Id;
        Add(id);
        while (await watch.CountSucceededAsync(id) == 0)
            await Task.Delay(BetweenReads);
        return id;
    }

    /// <summary>Adds a sweep that was submitted elsewhere.</summary>
    public void Add(string id) => _started.Add(id);

    /// <summary>Waits until all sweeps have ended, and compares their records.</summary>
    /// <returns>Number of sweeps, and number of their recorded trials.</returns>
    /// <exception cref="SweepException">A sweep is stuck, or its records are not those of an undisturbed run.</exception>
    public async Task<(int Sweeps, long Trials)> CompareAllAsync()
    {
        var recorded = 0L;
        foreach (var id in _started)
            recorded += await CompareAsync(await watch.WaitForEndAsync(id));
        return (_started.Count, recorded);
    }

    private async Task<int> CompareAsync(SweepRecord sweep)
    {
        var found = await RecoveryWatch.ReadAsync(() => RecordedTrials.ReadAsync(store, sweep.Id, CancellationToken.None));
        var expected = await undisturbed.FindAsync(sweep.Seeds);
        var difference = sweep.Status switch
        {
            SweepStatus.Finished => RecordedTrials.FindDifference(expected, found),
            SweepStatus.Cancelled => RecordedTrials.FindDifferenceOfCancelled(expected, found),
            var other => $"It is {other}, not finished: {sweep.Reason}.",
        };
        return difference is null
            ? found.Length
            : throw new SweepException(
                $"{sweep.Id} differs from an undisturbed run. {difference}", SweepErrorKind.Environment);
    }
}
