using SweepCluster.Sweeps.Running;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Sweeps.Tests.Running;

public sealed class IsolationGateTests
{
    private readonly IsolationGate _gate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_Isolated_WaitsUntilNothingElseIsPresent()
    {
        _gate.Enter(isolated: false, Cancellation);
        _gate.Enter(isolated: false, Cancellation);
        var isolated = EnterAsync(isolated: true, Cancellation);

        _gate.Leave();
        isolated.IsCompleted.ShouldBeFalse();
        _gate.Leave();

        await isolated.WithinDeadlineAsync("the isolated trial to enter");
    }

    [Fact]
    public async Task Enter_WhileAnIsolatedTrialIsPresent_Waits()
    {
        _gate.Enter(isolated: true, Cancellation);
        var (other, isolated) = (EnterAsync(isolated: false, Cancellation), EnterAsync(isolated: true, Cancellation));

        (other.IsCompleted || isolated.IsCompleted).ShouldBeFalse();
        _gate.Leave();

        await Task.WhenAny(other, isolated).WithinDeadlineAsync("one of the two to enter");
        _gate.Leave();
        await Task.WhenAll(other, isolated).WithinDeadlineAsync("both to have entered");
    }

    [Fact]
    public async Task Enter_WhileAnIsolatedTrialWaits_WaitsBehindIt()
    {
        _gate.Enter(isolated: false, Cancellation);
        using var stop = new CancellationTokenSource();
        var isolated = EnterAsync(isolated: true, stop.Token);
        await Eventually.HoldsAsync("the isolated trial to be waited for", () =>
        {
            // A trial that tries while it waits is not admitted, and stops at once.
            using var given = new CancellationTokenSource();
            given.Cancel();
            try
            {
                _gate.Enter(isolated: false, given.Token);
                _gate.Leave();
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        });

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(isolated);

        _gate.Enter(isolated: false, Cancellation);
    }

    private Task EnterAsync(bool isolated, CancellationToken stop) => Task.Run(() => _gate.Enter(isolated, stop), Cancellation);
}
