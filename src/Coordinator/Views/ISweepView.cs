using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Shows a sweep while it runs. Disposing it puts the terminal back in order.</summary>
internal interface ISweepView : IDisposable
{
    /// <summary>Rows of the leaderboard that it wants now and then; 0: none before the end.</summary>
    int Leaders { get; }

    /// <summary>Ended trials that it wants to see of each update.</summary>
    int MaxEnded { get; }

    /// <param name="workers">Of this process; null where another one runs the sweep.</param>
    void Begin(Sweep sweep, int? workers);

    void Update(SweepUpdate update);

    /// <summary>The user asked to stop: trials are writing their checkpoints.</summary>
    void Stopping();

    /// <summary>The process that runs the sweep has not answered for a while; it is waited for.</summary>
    /// <param name="since">Time since the last update.</param>
    void Silent(TimeSpan since);

    void End(SweepEnding ending);
}
