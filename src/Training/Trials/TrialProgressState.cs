using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Trials;

/// <summary>The progress of a trial besides its weights and optimizer states: everything that a checkpoint must hold to continue with the
/// same bits.</summary>
public sealed class TrialProgressState
{
    /// <summary>The epoch being trained, from 1; one more than the last when all are done.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Number of minibatches of this epoch that are done.</summary>
    public int Step { get; set; }

    /// <summary>Number of images of this epoch trained on.</summary>
    public int Samples { get; set; }

    /// <summary>Sum of the losses of these images when they were trained on, including the penalty.</summary>
    public double Loss { get; set; }

    public int Correct { get; set; }

    /// <summary>Seconds spent on this epoch.</summary>
    public double Seconds { get; set; }

    /// <summary>The latest step's learning rate.</summary>
    public double Rate { get; set; }

    /// <summary>The reports of the finished epochs, in order.</summary>
    public List<EpochReport> Reports { get; init; } = [];

    /// <summary>The weights that early stopping may restore; null before there are any.</summary>
    public WeightSnapshot? Best { get; set; }

    /// <summary>The steps of a range test; null for trials that train.</summary>
    public RangeTestCurve? Range { get; set; }

    public void BeginEpoch(EpochReport finished)
    {
        Reports.Add(finished);
        Epoch = finished.Epoch + 1;
        (Step, Samples, Correct) = (0, 0, 0);
        (Loss, Seconds) = (0, 0);
    }

    public void KeepBest(ITrialNetwork network, int epoch) => Best = WeightSnapshot.Take(network, epoch);
}
