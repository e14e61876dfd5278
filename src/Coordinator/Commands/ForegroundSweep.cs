using Spectre.Console;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Notifications;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.TensorBoard;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary>Shows a sweep until it stops running, and chooses the exit code.</summary>
/// <param name="tensorBoard">The folder for event files; null if none are written.</param>
/// <param name="notify">Where the end of the sweep is notified; null if nowhere.</param>
internal sealed class ForegroundSweep(
    CommandHost host, CommandSettings settings, IResultReader store, TextWriter output, string? tensorBoard = null,
    NotificationTarget? notify = null)
{
    private const int FinalRows = 10;

    /// <summary>Follows a sweep that this process runs. An interruption stops the runtime, which leaves the sweep resumable; where the
    /// sweep runs elsewhere, it stops only the watching.</summary>
    /// <param name="ended">The trials that had ended before.</param>
    public async Task<int> RunAsync(SweepRecord record, EndedTrials ended, ISweepRuntime runtime, CancellationToken cancellation)
    {
        if (runtime.RunsElsewhere)
            return await WatchAsync(record, ended, runtime.Service, cancellation);
        var sweep = Sweep.Read(record);
        using var interruption = host.Listen();
        using var view = OpenView();
        view.Begin(sweep, settings.Workers);
        var board = OpenBoard(sweep);
        var follower = new SweepFollower(store, view, sweep.Spec, host.Time, board);
        try
        {
            await follower.FollowAsync(runtime.Service, sweep.Id, ended, interruption.Requested);
        }
        catch (OperationCanceledException) when (interruption.Requested.IsCancellationRequested)
        {
            view.Stopping();
        }

        await runtime.DisposeAsync();
        if (board is not null)
            await board.WriteAllAsync(cancellation);
        var ending = await EndingAsync(sweep.Id, sweep.Spec, follower, cancellation);
        view.End(ending);
        await NotifyAsync(ending, sweep.Spec, interruption.Requested);
        return CodeOf(ending);
    }

    /// <summary>Follows a sweep that another process may run; an interruption stops only the watching.</summary>
    public async Task<int> WatchAsync(SweepRecord record, EndedTrials ended, ISweepService service, CancellationToken cancellation)
    {
        var sweep = Sweep.Read(record);
        using var interruption = host.Listen();
        using var view = OpenView();
        view.Begin(sweep, workers: null);
        var board = OpenBoard(sweep);
        var follower = new SweepFollower(store, view, sweep.Spec, host.Time, board);
        try
        {
            await follower.FollowAsync(service, sweep.Id, ended, interruption.Requested);
        }
        catch (OperationCanceledException) when (interruption.Requested.IsCancellationRequested)
        {
            view.Dispose();
            if (!settings.Json)
                output.WriteLine($"{sweep.Id} continues. Watch it again with: ./sweep watch {sweep.Id}{settings.ClusterOption}");
            return ExitCodes.Interrupted;
        }

        if (board is not null)
            await board.WriteAllAsync(cancellation);
        var ending = await EndingAsync(sweep.Id, sweep.Spec, follower, cancellation);
        view.End(ending);
        await NotifyAsync(ending, sweep.Spec, interruption.Requested);
        return CodeOf(ending);
    }

    private async Task NotifyAsync(SweepEnding ending, SweepSpec spec, CancellationToken interrupted)
    {
        if (notify is null)
            return;
        try
        {
            await NotifyOption.SendAsync(host, notify, ending, spec, settings, output, interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // The user does not wait for it; the sweep has ended.
        }
    }

    private static int CodeOf(SweepEnding ending) => ending.Sweep.Status switch
    {
        SweepStatus.Finished => ending.Counts.GetValueOrDefault(TrialState.Failed) > 0 ? ExitCodes.FailedTrials : ExitCodes.Done,
        SweepStatus.Running or SweepStatus.Paused or SweepStatus.Cancelled => ExitCodes.Interrupted,
        _ => throw new ArgumentOutOfRangeException(nameof(ending), ending.Sweep.Status, "Unknown status."),
    };

    private async Task<SweepEnding> EndingAsync(string sweepId, SweepSpec spec, SweepFollower follower, CancellationToken cancellation)
    {
        var sweep = await SweepLookup.FindAsync(store, sweepId, cancellation);
        var leaders = await follower.LeadersAsync(sweepId, FinalRows, cancellation);
        return new(sweep, SweepText.Trials(sweep, spec), await store.CountTrialsAsync(sweepId, cancellation), leaders);
    }

    private TensorBoardFolder? OpenBoard(Sweep sweep) => tensorBoard is null ? null : new(tensorBoard, store, sweep);

    private ISweepView OpenView() => settings switch
    {
        { Json: true } => new JsonView(output, host.Time, settings.Quiet),
        { Quiet: true } => new QuietView(output, host.Terminal),
        _ when host.Terminal.IsInteractive => OpenLiveView(),
        _ => new PlainView(output, host.Time),
    };

    // A method of its own, so that the terminal library is loaded only if there is a terminal.
    private LiveView OpenLiveView()
    {
        var view = new LiveView(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(TerminalWriter.Unguarded(output)) }), host.Terminal);
        view.Suspension = host.WatchSuspension?.Invoke(view.Leave, view.Redraw);
        return view;
    }
}
