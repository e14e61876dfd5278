namespace SweepCluster.Model.Configurations;

/// <summary>A figure of a trial. Accuracy is a fraction of 1, loss is mean cross-entropy in nats (plus the L2 penalty, where
/// there is one, as Keras reports it). Test metrics exist once, at the end of a trial.</summary>
[GenerateSerializer, Alias("metric")]
public enum Metric
{
    TrainLoss,
    TrainAccuracy,
    ValidationLoss,
    ValidationAccuracy,
    TestLoss,
    TestAccuracy,
}

/// <summary>The metrics' names in specs, exports and labels.</summary>
public static class MetricNames
{
    private static readonly (Metric Metric, string Name)[] All =
    [
        (Metric.TrainLoss, "train_loss"),
        (Metric.TrainAccuracy, "train_accuracy"),
        (Metric.ValidationLoss, "val_loss"),
        (Metric.ValidationAccuracy, "val_accuracy"),
        (Metric.TestLoss, "test_loss"),
        (Metric.TestAccuracy, "test_accuracy"),
    ];

    public static IEnumerable<string> Names => All.Select(entry => entry.Name);

    public static string Name(this Metric metric) => All.First(entry => entry.Metric == metric).Name;

    public static Metric? Parse(string name) =>
        All.Where(entry => entry.Name == name).Select(entry => (Metric?)entry.Metric).FirstOrDefault();

    public static bool IsLoss(this Metric metric) => metric is Metric.TrainLoss or Metric.ValidationLoss or Metric.TestLoss;

    public static bool IsTest(this Metric metric) => metric is Metric.TestLoss or Metric.TestAccuracy;

    public static bool IsValidation(this Metric metric) => metric is Metric.ValidationLoss or Metric.ValidationAccuracy;
}
