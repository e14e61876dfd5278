using SweepCluster.Model.Configurations;

namespace SweepCluster.Training.Trials;

/// <summary>Checks a configuration against the size of the data set.</summary>
public static class DataRules
{
    /// <summary>Why the configuration can't be trained on this number of images; null if it can.</summary>
    /// <param name="images">Number of training images of the data set, including those to be held out.</param>
    public static string? Problem(TrialConfiguration configuration, int images)
    {
        var dataset = configuration.Data.Dataset;
        var split = configuration.Data.Split;
        var validation = split.ValidationCount(images);
        if (validation >= images)
            return $"split: {validation:N0} validation images leave nothing of the {images:N0} training images of "
                + $"{dataset}. Hold out fewer.";
        if (split.Kind != SplitKind.None && validation == 0)
            return $"split: of the {images:N0} training images of {dataset} this holds out none. Hold out more, or write `split: none`.";
        if (configuration.DropRemainder && configuration.Batch > images - validation)
        {
            return $"batch: {configuration.Batch:N0} is more than the {images - validation:N0} images there are to "
                + "train on, and drop_remainder "
                + "drops the incomplete batch: nothing would be trained. Use a smaller batch.";
        }

        return null;
    }
}
