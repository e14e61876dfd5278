using SweepCluster.Contracts;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Running;

/// <summary>Translates what users ask for into events of the rules.</summary>
public static class SweepChanges
{
    private const string ByRequest = "by request";

    /// <summary>Applies the change and returns the refusal, or null.</summary>
    /// <param name="store">For the records of trials that have ended, which the ledger does not hold.</param>
    /// <exception cref="SweepException">The change names a trial that was never started, or a spec that can't take the place of the
    /// sweep's spec.</exception>
    public static async Task<string?> ApplyAsync(SweepLedger ledger, SweepChange change, IResultStore store, DateTimeOffset at)
    {
        // Resuming is what a crash needs; a sweep that is being run has nothing to resume.
        if (change is SweepChange.Resume && ledger.State.IsActive && !ledger.State.Running.IsEmpty)
            return null;
        if (change.Data is { } data)
        {
            var spec = SpecReader.Read(ledger.State.Sweep.SpecText).Spec;
            ledger.State.Sweep.Data?.Check(spec?.Data.Dataset ?? "", data.Fingerprint);
        }

        var happened = change switch
        {
            SweepChange.Retry retry => new SweepEvent.RetryRequested(at, await RetriedAsync(store, ledger.State.Sweep, retry), retry.Cancelled),
            SweepChange.Edit edit => new SweepEvent.Edited(at, edit.SpecText, LimitsOf(ledger.State.Sweep, edit.SpecText)),
            _ => Event(change, at),
        };
        var refusal = ledger.Apply(happened);
        if (refusal is null && change.Data is { } loaded)
            ledger.Pin(loaded);
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

    private static async Task<IReadOnlyList<TrialRecord>> RetriedAsync(IResultStore store, SweepRecord sweep, SweepChange.Retry retry)
    {
        if (retry.Trial is { } number)
        {
            return await store.FindTrialAsync(sweep.Id, number, CancellationToken.None) is { } named
                ? [named]
                : throw new SweepException($"{sweep.Id} has no trial {number} that was started. `./sweep show {sweep.Id}` says how many there are.");
        }

        var ended = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweep.Id, CancellationToken.None))
        {
            if (trial.State is TrialState.Failed or TrialState.Cancelled)
                ended.Add(trial);
        }

        return ended;
    }

    private static LimitsSpec LimitsOf(SweepRecord sweep, string text)
    {
        var reading = SpecReader.Read(text);
        var changed = reading.Spec ?? throw new SweepException(string.Join('\n', reading.Problems.Select(problem => problem.Format("spec"))));
        var recorded = SpecReader.Read(sweep.SpecText).Spec
            ?? throw new SweepException($"The recorded spec of {sweep.Id} can't be read by this version, so it can't be edited.");
        return SpecEdits.ChangesResults(recorded, changed) is { } setting
            ? throw new SweepException(
                $"{setting}: results depend on it, so it can't be changed in {sweep.Id}. Run the changed spec as a sweep of its own; {SpecEdits.Allowed} can be edited.")
            : changed.Limits;
    }
}
