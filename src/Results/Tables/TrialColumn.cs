using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Tables;

/// <summary>A number of a trial, by its name in <c>docs/json.md</c>; null if the trial lacks it.</summary>
public sealed record TrialColumn(string Name, Func<TrialRecord, double?> Value)
{
    public const string State = "state";
    public const string Reason = "reason";
    public const string Objective = "objective";
    public const string Configuration = "configuration";
    public const string Parameters = "parameters";
    public const string Seconds = "train_seconds";
    public const string Finished = "finished_at";

    /// <summary>All columns, the trial's index first. Instants are seconds since 1970 UTC.</summary>
    public static IReadOnlyList<TrialColumn> All { get; } =
    [
        new("trial", trial => trial.Trial),
        new(Configuration, trial => trial.Configuration),
        new("seed", trial => trial.SeedIndex + 1),
        new(State, trial => (double)trial.State),
        new("attempt", trial => trial.Attempt),
        new("failures", trial => trial.Failures),
        new("epochs", trial => trial.Epochs),
        new(Objective, trial => trial.Objective),
        new("train_loss", trial => Report(trial)?.TrainLoss),
        new("train_accuracy", trial => Report(trial)?.TrainAccuracy),
        new("val_loss", trial => Report(trial)?.ValidationLoss),
        new("val_accuracy", trial => Report(trial)?.ValidationAccuracy),
        new("test_loss", trial => trial.Final?.TestLoss),
        new("test_accuracy", trial => trial.Final?.TestAccuracy),
        new(Parameters, trial => trial.Parameters == 0 ? null : trial.Parameters),
        new(Seconds, trial => trial.TrainSeconds),
        new("started_at", trial => Moment(trial.StartedAt)),
        new(Finished, trial => Moment(trial.FinishedAt)),
    ];

    // The heads of the columns in the terminal and in the dashboard, where they differ from the names.
    private static readonly Dictionary<string, string> Heads = new(StringComparer.Ordinal)
    {
        ["train_acc"] = "train_accuracy",
        ["val_acc"] = "val_accuracy",
        ["test_acc"] = "test_accuracy",
        ["seconds"] = Seconds,
        ["params"] = Parameters,
        ["started"] = "started_at",
        ["finished"] = Finished,
    };

    /// <summary>The index of the column of that name, or with that head; -1 if there is none.</summary>
    public static int IndexOf(string name)
    {
        name = Heads.GetValueOrDefault(name, name);
        for (var index = 0; index < All.Count; index++)
        {
            if (All[index].Name == name)
                return index;
        }

        return -1;
    }

    private static EpochReport? Report(TrialRecord trial) => trial.Final?.Report ?? trial.Last;

    private static double? Moment(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds() / 1000.0;
}
