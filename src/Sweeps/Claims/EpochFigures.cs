using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The epochs of trials, as claims need them.</summary>
/// <remarks>A trial that does not reach a target has an unknown number of epochs to it, of which only a lower bound is known: one more than
/// it was trained for. The mean is restricted to that many epochs (J. O. Irwin, "The standard error of an estimate of expectation of life",
/// Journal of Hygiene 47, 1949; P. Royston and M. Parmar, "Restricted mean survival time", BMC Medical Research Methodology 13, 2013): each
/// seed counts with its epochs to the target, or with one more than the horizon. As all seeds are trained up to the horizon, that number is
/// known of every one, and an ordinary t test compares the means.</remarks>
internal sealed class EpochFigures
{
    private readonly Dictionary<(long Trial, int Epoch), EpochReport> _reports = [];
    private readonly Dictionary<long, int> _reached = [];

    /// <param name="trials">The trials that the claim is about.</param>
    /// <param name="epochs">Recorded epochs of these trials; with a target at least the first one that reaches it.</param>
    public EpochFigures(ClaimSpec claim, IReadOnlyCollection<TrialRecord> trials, IReadOnlyCollection<EpochRecord> epochs)
    {
        if (claim.Figure.Target is { } target)
        {
            foreach (var epoch in epochs.Where(epoch => target.IsReached(epoch.Report)))
                _reached[epoch.Trial] = Math.Min(_reached.GetValueOrDefault(epoch.Trial, int.MaxValue), epoch.Report.Epoch);
            // Early stopping may end a seed sooner than the other seeds of its configuration: it doesn't reach the target.
            var trained = trials.Where(trial => trial.HasResult).GroupBy(trial => trial.Configuration)
                .Select(group => group.Max(trial => trial.Epochs)).ToArray();
            Horizon = trained.Length == 0 ? 0 : trained.Min();
        }
        else if (claim.Epoch is { } number)
        {
            foreach (var epoch in epochs.Where(epoch => epoch.Report.Epoch == number))
                _reports[(epoch.Trial, number)] = epoch.Report;
        }
    }

    /// <summary>The number of epochs that every configuration is trained for; infinite without a target.</summary>
    public double Horizon { get; } = double.PositiveInfinity;

    /// <summary>The epochs of a finished trial to the target, at most one more than <see cref="Horizon"/>.</summary>
    public double ToTarget(TrialRecord trial) => Math.Min(_reached.GetValueOrDefault(trial.Trial, int.MaxValue), Horizon + 1);

    /// <summary>The report of the claim's epoch; null if it is not recorded.</summary>
    public EpochReport? Find(TrialRecord trial, int epoch) => _reports.GetValueOrDefault((trial.Trial, epoch));
}
