using SweepCluster.Contracts.Ports;

namespace SweepCluster.Testing.Waiting;

/// <summary>Waits for states of sweeps; the message of a missed deadline shows the sweep's last snapshot.</summary>
public static class SweepWaits
{
    /// <summary>Waits until the sweep stops running, and returns its last snapshot.</summary>
    public static async Task<SweepSnapshot> WaitForEndAsync(this ISweepService service, string id, TimeSpan? deadline = null) =>
        (await service.WatchAsync(id, TestContext.Current.CancellationToken).LastAsync($"sweep {id} to stop running", Describe, deadline))
            .ShouldNotBeNull($"The watch of sweep {id} ended without a snapshot.");

    /// <summary>Waits for a snapshot of the sweep that is as wanted, and returns it. A sweep that stops
    /// running before fails the test.</summary>
    public static async Task<SweepSnapshot> WaitForAsync(
        this ISweepService service, string id, string awaited, Func<SweepSnapshot, bool> isWanted, TimeSpan? deadline = null)
    {
        var last = "nothing";
        await using var snapshots = service.WatchAsync(id, TestContext.Current.CancellationToken).Enumerate();
        (await snapshots.ReadUntilAsync($"{awaited} of sweep {id}", isWanted, snapshot => last = snapshot.Describe(), deadline))
            .ShouldBeTrue($"The watch of sweep {id} ended before {awaited}. Last seen: {last}");
        return snapshots.Current;
    }

    /// <summary>Status, counts and running trials on one line.</summary>
    public static string Describe(this SweepSnapshot snapshot)
    {
        var counts = snapshot.Counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}");
        var running = snapshot.Running.Select(trial => $"trial {trial.Trial} of attempt {trial.Attempt} in epoch {trial.Progress.Epoch}");
        return $"{snapshot.Sweep.Status} {snapshot.Sweep.Reason}, {snapshot.Trials} trials ({string.Join(", ", counts)}), at work: "
            + $"{string.Join(", ", running)}";
    }
}
