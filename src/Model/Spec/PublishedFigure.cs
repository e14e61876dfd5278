using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Spec;

/// <summary>A figure that may be published: a metric, the number of parameters, or a learning rate.</summary>
/// <param name="Name">The name in specs.</param>
/// <param name="Metric">The metric; null for other figures.</param>
public sealed record PublishedFigure(string Name, Metric? Metric)
{
    /// <summary>The number of weights and biases that a network learns.</summary>
    public static PublishedFigure Parameters { get; } = new("parameters", null);

    /// <summary>The learning rate of an epoch's last step; of a range test, the rate at the minimum of the running mean.</summary>
    public static PublishedFigure LearningRate { get; } = new("lr", null);

    public static EquatableArray<PublishedFigure> All { get; } =
    [
        .. MetricNames.Names.Select(name => new PublishedFigure(name, MetricNames.Parse(name))),
        Parameters,
        LearningRate,
    ];

    /// <summary>Whether single epochs have it.</summary>
    public bool HasEpochs => Metric is { } metric ? !metric.IsTest() : this == LearningRate;
}
