using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Shows a sweep while it runs. Disposing it restores the terminal.</summary>
internal interface ISweepView : IDisposable
{
    /// <summary>Number of leaderboard rows that it shows from time to time; 0 for none before the end.</summary>
    int Leaders { get; }

    /// <summary>Maximum number of ended trials that it shows per update.</summary>
    int MaxEnded { get; }

    /// <param name="workers">Number of workers of this process; null if another process runs the sweep.</param>
    void Begin(Sweep sweep, int? workers);

    void Update(SweepUpdate update);

    /// <summary>Shows that a stop was requested, and trials are writing their checkpoints.</summary>
    void Stopping();

    /// <summary>Shows that the process that runs the sweep has not responded for a while.</summary>
    /// <param name="since">Time since the last update.</param>
    void Silent(TimeSpan since);

    void End(SweepEnding ending);
}
