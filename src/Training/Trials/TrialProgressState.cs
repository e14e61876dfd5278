using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Trials;

/// <summary>Where a trial is, beside its weights and optimizer states: all that a checkpoint must hold to go on to the same bits.</summary>
public sealed class TrialProgressState
{
    /// <summary>The epoch being trained, from 1; one past the last when all is done.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Minibatches of this epoch done.</summary>
    public int Step { get; set; }

    /// <summary>Images of this epoch trained on.</summary>
    public int Samples { get; set; }

    /// <summary>Sum over those images as they were trained on, penalty included.</summary>
    public double Loss { get; set; }

    public int Correct { get; set; }

    /// <summary>Spent on this epoch.</summary>
    public double Seconds { get; set; }

    /// <summary>The latest step's learning rate.</summary>
    public double Rate { get; set; }

    /// <summary>Of the finished epochs, in order.</summary>
    public List<EpochReport> Reports { get; init; } = [];

    /// <summary>The weights that early stopping may put back; null before there are any.</summary>
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
