using SweepCluster.Model.Spec;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Prints nothing before the end.</summary>
internal sealed class QuietView(TextWriter output, Terminal terminal) : ISweepView
{
    private SweepSpec? _spec;

    public int Leaders => 0;

    public int MaxEnded => 0;

    public void Begin(Sweep sweep, int? workers) => _spec = sweep.Spec;

    public void Update(SweepUpdate update)
    {
    }

    public void Stopping()
    {
    }

    public void Silent(TimeSpan since)
    {
    }

    public void End(SweepEnding ending)
    {
        foreach (var line in SweepText.Ending(ending, _spec!, terminal.Width))
            output.WriteLine(line);
    }

    public void Dispose()
    {
    }
}
