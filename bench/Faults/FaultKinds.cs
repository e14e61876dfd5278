using System.Diagnostics;
using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Faults;

namespace SweepCluster.Bench.Faults;

/// <summary>Causes the faults of one kind after another, and measures the recovery from each.</summary>
/// <param name="seed">Seed of the random times and silos.</param>
/// <param name="kills">Number of silos that are killed at random times.</param>
internal sealed class FaultKinds(int seed, int kills)
{
    private const int DatabaseKills = 5;
    private const int Terminations = 30;
    private const int ChangesKilled = 5;

    /// <summary>Every client of the silos' database, of whatever process.</summary>
    private const string TerminateConnections =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'sweeps%'";

    /// <summary>Long enough for a silo to be declared dead, and for its trials to end elsewhere.</summary>
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan BetweenTerminations = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(3);

    /// <summary>Maximum time from a request to the kill of the silo that carries it out.</summary>
    private static readonly TimeSpan MaxRequestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The kinds in the order in which they run: a name for the command line, a title for the table, and what causes the
    /// faults.</summary>
    public IReadOnlyList<(string Name, string Title, Func<FaultRig, Task<IReadOnlyList<Standstill>>> RunAsync)> All =>
    [
        ("kill", "silo killed (SIGKILL)", KillSilosAsync),
        ("freeze", "silo stopped for 40 s (SIGSTOP)", FreezeSilosAsync),
        ("database", "PostgreSQL killed (immediate)", KillDatabaseAsync),
        ("connections", "connections terminated every 2 s", TerminateConnectionsAsync),
        ("submit", "coordinator killed in a submission", KillInSubmissionAsync),
        ("extend", "coordinator killed in an extension", KillInExtensionAsync),
        ("cancel", "coordinator killed in a cancellation", KillInCancellationAsync),
    ];

    private async Task<IReadOnlyList<Standstill>> KillSilosAsync(FaultRig rig)
    {
        var seen = new List<Standstill>();
        foreach (var fault in FaultSchedule.Create(seed, kills, MaxPause))
        {
            var sweep = await rig.FindRunningAsync(fault.Pause);
            seen.Add(await KillAsync(rig, sweep, fault.Choose(rig.Silos)));
            Show($"kill {seen.Count}", seen[^1]);
        }

        return seen;
    }

    // First a silo that only trains, then the silo that runs the sweep.
    private async Task<IReadOnlyList<Standstill>> FreezeSilosAsync(FaultRig rig)
    {
        var seen = new List<Standstill>();
        foreach (var fault in FaultSchedule.Create(seed, faults: 2, MaxPause))
        {
            var (sweep, coordinator) = await rig.FindCoordinatorAsync(fault.Pause);
            var frozen = seen.Count == 0 ? fault.Choose([.. rig.Silos.Where(silo => silo != coordinator)]) : coordinator;
            var continued = Task.Delay(Frozen);
            string[] ended;
            try
            {
                seen.Add(await rig.Watch.MeasureAsync(sweep, () => ProcessSignal.SendAsync("STOP", frozen.Id)));
                await continued;
                ended = await rig.ReadEndsAsync(sweep);
            }
            finally
            {
                await ProcessSignal.SendAsync("CONT", frozen.Id);
            }

            await FaultRig.WaitForExitAsync(frozen);
            if (ended.Except(await rig.ReadEndsAsync(sweep)).FirstOrDefault() is { } changed)
                throw Wrong(sweep, $"a late report of the silo that was stopped changed a trial (trial, attempt and end were {changed})");
            await rig.ReplaceAsync(frozen);
            Show($"freeze {seen.Count}, {await rig.CountLostAttemptsAsync(sweep)} attempts lost", seen[^1]);
        }

        return seen;
    }

    private async Task<IReadOnlyList<Standstill>> KillDatabaseAsync(FaultRig rig)
    {
        var seen = new List<Standstill>();
        foreach (var fault in FaultSchedule.Create(seed, DatabaseKills, MaxPause))
        {
            var sweep = await rig.FindRunningAsync(fault.Pause);
            seen.Add(await rig.Watch.MeasureAsync(sweep, () => Task.Run(() =>
            {
                rig.Server.StopAtOnce();
                rig.Server.Start();
            })));
            Show($"restart of PostgreSQL {seen.Count}", seen[^1]);
        }

        return seen;
    }

    // Measured side by side, so that a recovery of more than two seconds does not delay the next fault.
    private static async Task<IReadOnlyList<Standstill>> TerminateConnectionsAsync(FaultRig rig)
    {
        var measured = new List<Task<Standstill>>();
        for (var fault = 0; fault < Terminations; fault++)
        {
            var next = Task.Delay(BetweenTerminations);
            var sweep = await rig.Sweeps.FindRunningAsync();
            measured.Add(rig.Watch.MeasureAsync(
                sweep, () => Task.Run(() => rig.Server.Execute("postgres", TerminateConnections))));
            await next;
        }

        return await Task.WhenAll(measured);
    }

    private async Task<IReadOnlyList<Standstill>> KillInSubmissionAsync(FaultRig rig)
    {
        var seen = new List<Standstill>();
        foreach (var fault in FaultSchedule.Create(seed, ChangesKilled, MaxRequestPause))
        {
            // No other sweep runs, so that the measured trial is one of the new sweep.
            var (sweeps, _) = await rig.Sweeps.CompareAllAsync();
            var catalogue = await rig.FindCatalogueAsync();
            var submitting = rig.Service.SubmitAsync(rig.Sweeps.Submission, CancellationToken.None);
            await Task.Delay(fault.Pause);
            catalogue.Kill();
            var began = Stopwatch.GetTimestamp();
            var sweep = (await submitting).Id;
            rig.Sweeps.Add(sweep);
            seen.Add(await rig.Watch.MeasureStartAsync(sweep, began));
            Show($"submission {seen.Count}", seen[^1]);
            if (await rig.CountSweepsAsync() is var recorded && recorded != sweeps + 1)
                throw Wrong(sweep, $"{recorded} sweeps are recorded instead of {sweeps + 1}: a submission was carried out twice");
            await rig.ReplaceAsync(catalogue);
        }

        return seen;
    }

    private async Task<IReadOnlyList<Standstill>> KillInExtensionAsync(FaultRig rig)
    {
        var seen = new List<Standstill>();
        foreach (var fault in FaultSchedule.Create(seed, ChangesKilled, MaxRequestPause))
        {
            var sweep = await KillInChangeAsync(rig, seen, fault, new SweepChange.ExtendSeeds(1), "extension");
            if (await rig.Watch.FindAsync(sweep) is { Seeds: not 2 } extended)
                throw Wrong(sweep, $"it has {extended.Seeds} seeds instead of 2 after one extension by 1");
            await rig.Watch.WaitForEndAsync(sweep);
        }

        return seen;
    }

    private async Task<IReadOnlyList<Standstill>> KillInCancellationAsync(FaultRig rig)
    {
        var seen = new List<Standstill>();
        foreach (var fault in FaultSchedule.Create(seed, ChangesKilled, MaxRequestPause))
        {
            var sweep = await KillInChangeAsync(rig, seen, fault, new SweepChange.Cancel(), "cancellation");
            if (await rig.Watch.WaitForEndAsync(sweep) is { Status: not SweepStatus.Cancelled } ended)
                throw Wrong(sweep, $"it is {ended.Status} after it was cancelled");
        }

        return seen;
    }

    /// <summary>Requests a change of a running sweep, and kills the silo that runs it a moment later.</summary>
    private static async Task<string> KillInChangeAsync(
        FaultRig rig, List<Standstill> seen, PlannedFault fault, SweepChange change, string name)
    {
        var (sweep, coordinator) = await rig.FindCoordinatorAsync(TimeSpan.Zero);
        var changing = rig.Service.ChangeAsync(sweep, change, CancellationToken.None);
        await Task.Delay(fault.Pause);
        seen.Add(await KillAsync(rig, sweep, coordinator));
        await changing;
        Show($"{name} {seen.Count}", seen[^1]);
        return sweep;
    }

    private static async Task<Standstill> KillAsync(FaultRig rig, string sweep, SiloProcess victim)
    {
        var seen = await rig.Watch.MeasureAsync(sweep, () =>
        {
            victim.Kill();
            return Task.CompletedTask;
        });
        await rig.ReplaceAsync(victim);
        return seen;
    }

    private static SweepException Wrong(string sweep, string problem) => new($"{sweep}: {problem}.", SweepErrorKind.Environment);

    private static void Show(string fault, Standstill seen) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{fault}: the next trial ended after {seen.FirstEnd:0.0} s, all {seen.Running} that ran after {seen.AllEnded:0.0} s"));
}
