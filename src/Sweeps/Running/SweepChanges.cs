using SweepCluster.Contracts.Ports;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Running;

/// <summary>From what a user asks for to what the rules know.</summary>
public static class SweepChanges
{
    private const string ByRequest = "by request";

    /// <summary>Answers the refusal, or null.</summary>
    public static string? Apply(SweepLedger ledger, SweepChange change, DateTimeOffset at)
    {
        // Resuming is what a crash needs; a sweep that is being run has nothing to resume.
        var idle = change is SweepChange.Resume && ledger.State.IsActive && !ledger.State.Running.IsEmpty;
        return idle ? null : ledger.Apply(Event(change, at));
    }

    public static SweepEvent Event(SweepChange change, DateTimeOffset at) => change switch
    {
        SweepChange.Resume => new SweepEvent.ResumeRequested(at),
        SweepChange.Pause pause => new SweepEvent.PauseRequested(at, pause.Reason),
        SweepChange.Cancel => new SweepEvent.CancelRequested(at),
        SweepChange.ExtendEpochs extend => new SweepEvent.EpochsExtended(at, extend.Epochs),
        SweepChange.ExtendSeeds extend => new SweepEvent.SeedsExtended(at, extend.Seeds),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Unknown change."),
    };

    public static SweepEvent Event(SweepRequest request, DateTimeOffset at) => request switch
    {
        SweepRequest.Pause => new SweepEvent.PauseRequested(at, ByRequest),
        SweepRequest.Cancel => new SweepEvent.CancelRequested(at),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "Unknown request."),
    };
}
