using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Running;

/// <summary>Translates requested changes into events of the rules.</summary>
public static class SweepChanges
{
    private const string ByRequest = SweepRecord.ByRequest;

    /// <summary>Applies the change and returns the refusal, or null. A change that the ledger holds already, by its key, is not applied
    /// again.</summary>
    /// <param name="retried">Of a retry, see <see cref="RetriedTrials"/>: the ledger does not hold trials that have ended.</param>
    /// <exception cref="SweepException">The change names another data set than the sweep's, or a spec that can't take the place of the
    /// sweep's spec. Or its key was used for another change.</exception>
    public static string? Apply(SweepLedger ledger, SweepChange change, IReadOnlyList<TrialRecord> retried, DateTimeOffset at)
    {
        if (change.Key is { } repeated && ledger.IsRepeated(repeated, at))
            return null;
        // Resuming is what a crash needs; a sweep that is being run has nothing to resume.
        if (change is SweepChange.Resume && ledger.State.IsActive && !ledger.State.Running.IsEmpty)
            return null;
        if (change.Data is { } data)
        {
            var spec = SpecCache.Read(ledger.State.Sweep.SpecText).Spec;
            ledger.State.Sweep.Data?.Check(spec?.Data.Dataset ?? "", data.Fingerprint);
        }

        var happened = change switch
        {
            SweepChange.Retry retry => new SweepEvent.RetryRequested(at, retried, retry.Cancelled),
            SweepChange.Edit edit => new SweepEvent.Edited(at, edit.SpecText, LimitsOf(ledger.State.Sweep, edit.SpecText)),
            _ => Event(change, at),
        };
        var refusal = ledger.Apply(happened);
        if (refusal is null && change.Data is { } loaded)
            ledger.Pin(loaded);
        if (refusal is null && change.Key is { } key)
            ledger.Use(key, at);
        return refusal;
    }

    public static SweepEvent Event(SweepRequest request, DateTimeOffset at) => request switch
    {
        SweepRequest.Pause => new SweepEvent.PauseRequested(at, ByRequest),
        SweepRequest.Cancel => new SweepEvent.CancelRequested(at),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "Unknown request."),
    };

    private static SweepEvent Event(SweepChange change, DateTimeOffset at) => change switch
    {
        SweepChange.Resume => new SweepEvent.ResumeRequested(at),
        SweepChange.Pause pause => new SweepEvent.PauseRequested(at, pause.Reason),
        SweepChange.Cancel => new SweepEvent.CancelRequested(at),
        SweepChange.ExtendEpochs extend => new SweepEvent.EpochsExtended(at, extend.Epochs),
        SweepChange.ExtendSeeds extend => new SweepEvent.SeedsExtended(at, extend.Seeds),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Unknown change."),
    };

    private static LimitsSpec LimitsOf(SweepRecord sweep, string text)
    {
        var reading = SpecCache.Read(text);
        var changed = reading.Spec
            ?? throw new SweepException(string.Join('\n', reading.Problems.Select(problem => problem.Format("spec"))));
        var recorded = SpecCache.Read(sweep.SpecText).Spec
            ?? throw new SweepException($"The recorded spec of {sweep.Id} can't be read by this version, so it can't be edited.");
        return SpecEdits.ChangesResults(recorded, changed) is { } setting
            ? throw new SweepException(
                $"{setting}: results depend on it, so it can't be changed in {sweep.Id}. Run the changed spec as a sweep of its own; "
                + $"{SpecEdits.Allowed} can be edited.")
            : changed.Limits;
    }
}
