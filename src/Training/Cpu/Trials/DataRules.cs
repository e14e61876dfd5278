using SweepCluster.Contracts;
using SweepCluster.Contracts.Configurations;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>What only the data set itself can tell about a configuration.</summary>
internal static class DataRules
{
    /// <exception cref="SweepException">The split leaves nothing to train or validate on, or the batch is never filled.</exception>
    public static void Check(TrialConfiguration configuration, Dataset dataset)
    {
        var images = dataset.Train.Count;
        var split = configuration.Data.Split;
        var validation = split.ValidationCount(images);
        if (validation >= images)
            throw new SweepException($"split: {validation:N0} validation images leave nothing of the {images:N0} training images of {dataset.Name}. Hold out fewer.");
        if (split.Kind != SplitKind.None && validation == 0)
            throw new SweepException($"split: of the {images:N0} training images of {dataset.Name} this holds out none. Hold out more, or write `split: none`.");
        if (configuration.DropRemainder && configuration.Batch > images - validation)
        {
            throw new SweepException(
                $"batch: {configuration.Batch:N0} is more than the {images - validation:N0} images there are to train on, and drop_remainder "
                + "drops the incomplete batch: nothing would be trained. Use a smaller batch.");
        }
    }
}
