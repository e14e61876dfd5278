using SweepCluster.Contracts.Ports;

namespace SweepCluster.Testing.Stores;

/// <summary>The records of a sweep's trials as text, for comparisons with the records of an undisturbed run.</summary>
public static class RecordedTrials
{
    private const string Succeeded = " Succeeded ";
    private const string Cancelled = " Cancelled ";

    /// <summary>Reads everything that must be the same, a line for each trial in the order of their index: configuration, seed, state,
    /// weights, test loss and all epochs.</summary>
    public static async Task<string[]> ReadAsync(IResultReader store, string id, CancellationToken cancellation)
    {
        var epochs = (await store.ReadEpochsAsync(id, null, cancellation).ToArrayAsync(cancellation))
            .ToLookup(epoch => epoch.Trial, epoch => epoch.Report with { Seconds = 0 });
        return await store.ReadTrialsAsync(id, cancellation)
            .Select(trial => $"{trial.Trial} {trial.Configuration}/{trial.SeedIndex} {trial.State} {trial.Final?.WeightsHash} "
                + $"{trial.Final?.TestLoss:R} {string.Join(';', epochs[trial.Trial])}")
            .ToArrayAsync(cancellation);
    }

    /// <summary>Compares the records of a finished sweep, in which each trial must be recorded once.</summary>
    /// <returns>The first difference, as a sentence; null: there is none.</returns>
    public static string? FindDifference(IReadOnlyList<string> undisturbed, IReadOnlyList<string> found)
    {
        for (var line = 0; line < Math.Min(undisturbed.Count, found.Count); line++)
        {
            if (found[line] != undisturbed[line])
                return $"Record {line} is '{found[line]}' instead of '{undisturbed[line]}'.";
        }

        return found.Count == undisturbed.Count ? null : $"{found.Count} trials are recorded instead of {undisturbed.Count}.";
    }

    /// <summary>Compares the records of a cancelled sweep: each trial either succeeded, with the undisturbed record, or was cancelled, and
    /// is recorded once at most.</summary>
    /// <returns>The first difference, as a sentence; null: there is none.</returns>
    public static string? FindDifferenceOfCancelled(IReadOnlyList<string> undisturbed, IReadOnlyList<string> found)
    {
        var byTrial = undisturbed.ToDictionary(TrialOf, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in found)
        {
            if (!seen.Add(TrialOf(line)))
                return $"Trial {TrialOf(line)} is recorded twice.";
            if (!byTrial.TryGetValue(TrialOf(line), out var expected))
                return $"Trial {TrialOf(line)} is not part of the sweep.";
            if (line.Contains(Succeeded, StringComparison.Ordinal) ? line != expected : !line.Contains(Cancelled, StringComparison.Ordinal))
                return $"A record is '{line}' instead of '{expected}' or a cancelled trial.";
        }

        return null;
    }

    private static string TrialOf(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];
}
