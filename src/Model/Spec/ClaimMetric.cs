using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Spec;

/// <summary>A figure that claims compare: a metric, or one that is computed from several.</summary>
/// <param name="Name">The name in specs.</param>
/// <param name="Metric">The metric; null for other figures.</param>
/// <param name="IsBetterHigh">Whether a greater value is better.</param>
/// <param name="HasEpochs">Whether single epochs have it.</param>
public sealed record ClaimMetric(string Name, Metric? Metric, bool IsBetterHigh, bool HasEpochs)
{
    /// <summary>Training accuracy less test accuracy, both with a trial's final weights.</summary>
    public static ClaimMetric AccuracyGap { get; } = new("accuracy_gap", null, IsBetterHigh: false, HasEpochs: false);

    /// <summary>Test loss less training loss, both with a trial's final weights.</summary>
    public static ClaimMetric LossGap { get; } = new("loss_gap", null, IsBetterHigh: false, HasEpochs: false);

    /// <summary>Training and validation, mean over a trial's epochs.</summary>
    public static ClaimMetric SecondsPerEpoch { get; } = new("seconds_per_epoch", null, IsBetterHigh: false, HasEpochs: false);

    /// <summary>What an epoch has to reach; null for other figures than <see cref="EpochsTo"/>.</summary>
    public EpochTarget? Target { get; private init; }

    /// <summary>The number of epochs until a trial reaches the target.</summary>
    public static ClaimMetric EpochsTo(EpochTarget target) =>
        new($"epochs_to {target}", null, IsBetterHigh: false, HasEpochs: false) { Target = target };

    /// <summary>Whether trials have to score their training images with their final weights for it.</summary>
    public bool NeedsTrainingScore => this == AccuracyGap || this == LossGap;

    /// <summary>Whether it is a share of right answers, of which 0 is the worst.</summary>
    public bool IsAccuracy => Metric is { } metric && !metric.IsLoss();

    public static EquatableArray<ClaimMetric> All { get; } =
    [
        .. MetricNames.Names.Select(name => FromMetric(MetricNames.Parse(name)!.Value)),
        AccuracyGap,
        LossGap,
        SecondsPerEpoch,
    ];

    public static ClaimMetric FromMetric(Metric metric) =>
        new(metric.Name(), metric, IsBetterHigh: !metric.IsLoss(), HasEpochs: !metric.IsTest());

    /// <summary>The figure of that name; null if there is none.</summary>
    public static ClaimMetric? Find(string name) => All.FirstOrDefault(figure => figure.Name == name);
}
