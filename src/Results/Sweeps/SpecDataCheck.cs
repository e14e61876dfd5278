using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Trials;

namespace SweepCluster.Results.Sweeps;

/// <summary>Checks a spec against the size of its data set: a configuration that can't be trained is
/// refused before anything is recorded.</summary>
public static class SpecDataCheck
{
    // Of larger spaces only the first configurations are checked; the others fail alone when their trials start.
    private const int MaxConfigurations = 100_000;
    private const int MaxProblems = 10;

    /// <summary>The problems of configurations that can't be trained, with the number of the first such configuration; empty if the size of
    /// the data set is unknown.</summary>
    /// <param name="dataFolder">The folder given with <c>--data</c>, or null.</param>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static IReadOnlyList<string> Problems(SweepSpec spec, string? dataFolder, CancellationToken cancellation = default)
    {
        using var library = new DatasetLibrary(DatasetFolders.Find(dataFolder));
        if (library.FindTrainCount(spec.Data.Dataset) is not { } images)
            return [];
        var configurations = SweepConfigurations.FindCancellable(spec, cancellation);
        // Rates that range tests have yet to find don't matter here.
        var settled = spec with { Rates = [.. spec.Rates, new([], double.NaN)] };
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var number =
            0L; number < Math.Min(configurations.Count, Varies(spec) ? MaxConfigurations : 1) && problems.Count < MaxProblems; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (DataRules.Problem(ConfigurationResolver.Resolve(settled, configurations.Propose(number)), images) is { } problem)
                problems.TryAdd(problem, string.Create(CultureInfo.InvariantCulture, $"{problem} (configuration {number})"));
        }

        return [.. problems.Values];
    }

    /// <exception cref="SweepException">A configuration can't be trained on the data set.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static void Require(SweepSpec spec, string? dataFolder, CancellationToken cancellation = default)
    {
        if (Problems(spec, dataFolder, cancellation) is { Count: > 0 } problems)
            throw new SweepException(string.Join('\n', problems));
    }

    // Only these settings depend on the size of the data set.
    private static bool Varies(SweepSpec spec) =>
        spec.Space.Any(axis => IsAboutImages(axis.Setting))
        || spec.Configurations.Any(configuration => configuration.Any(assignment => IsAboutImages(assignment.Setting)));

    private static bool IsAboutImages(string setting) => setting is "batch" or "drop_remainder";
}
