using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SweepCluster.Sweeps.Leases;

namespace SweepCluster.Runtime.Decisions;

/// <summary>Why a sweep got a slot, why a lease expired, why a trial is tried again: the decisions of both runtimes, at the level Debug.
/// A decision is logged when it is made, which is before it is saved.</summary>
/// <remarks>Event names, ids and fields are stable; <c>docs/logs.md</c> lists them. While the level is off, a call costs one check and
/// allocates nothing, as long as its arguments exist already: others are made only if <see cref="IsEnabled"/>.</remarks>
public sealed partial class DecisionLog(ILogger logger)
{
    /// <summary>The category of all its lines.</summary>
    public const string Category = "SweepCluster.Decisions";

    /// <summary>A log that writes nothing.</summary>
    public static DecisionLog None { get; } = new(NullLogger.Instance);

    /// <summary>Whether anything is written.</summary>
    public bool IsEnabled => logger.IsEnabled(LogLevel.Debug);

    /// <param name="sweep">The first of <paramref name="shares"/>.</param>
    /// <param name="shares">All sweeps that want slots of the kind, in the order in which the slot requests their trials.</param>
    [LoggerMessage(
        EventId = 1, EventName = nameof(SlotOffered), Level = LogLevel.Debug,
        Message = "Slot {Slot} has room for {Room} and requests trials of {Sweep} first. By priority, then by charged seconds: {Shares}.")]
    public partial void SlotOffered(string slot, int room, string sweep, IReadOnlyList<ShareStanding> shares);

    /// <param name="fairRoom">The slot's part of the waiting trials, so that the last trials of a sweep are spread over the slots.</param>
    /// <param name="repeated">Leases granted before in an answer that the slot did not receive.</param>
    [LoggerMessage(
        EventId = 2, EventName = nameof(LeasesGranted), Level = LogLevel.Debug,
        Message = "Slot {Slot} gets {Leases} leases of {Sweep}: it has room for {Room}, its part of the waiting trials is {FairRoom}, "
            + "and {Repeated} are leases whose first answer was lost.")]
    public partial void LeasesGranted(string sweep, string slot, int leases, int room, int fairRoom, int repeated);

    /// <param name="onSlots">Trials that the slots of this process train at once.</param>
    /// <param name="ahead">Trials to keep queued, at most <paramref name="maxAhead"/> unless packs need more.</param>
    /// <param name="meanSeconds">Mean slot time of a trial; 0 before the first one has ended.</param>
    /// <param name="held">Trials leased before and not ended.</param>
    [LoggerMessage(
        EventId = 3, EventName = nameof(TrialsLeased), Level = LogLevel.Debug,
        Message = "{Sweep} leases {Leases} trials: {OnSlots} fit on the slots and {Ahead} are kept queued "
            + "(trials of {MeanSeconds:0.######} s, {HorizonSeconds} s ahead, maximum {MaxAhead}), and {Held} were leased before.")]
    public partial void TrialsLeased(
        string sweep, int leases, int onSlots, int ahead, double meanSeconds, double horizonSeconds, int maxAhead, int held);

    /// <param name="attempt">1 for the first; each retry and each lease after an interruption is one more.</param>
    [LoggerMessage(
        EventId = 4, EventName = nameof(TrialLeased), Level = LogLevel.Debug,
        Message = "Trial {Trial} of {Sweep} is leased as attempt {Attempt}: {Reason}. "
            + "Failures so far: {Failures}, lost attempts in a row: {LostAttempts}, isolated: {Isolated}.")]
    public partial void TrialLeased(string sweep, long trial, int attempt, string reason, int failures, int lostAttempts, bool isolated);

    [LoggerMessage(
        EventId = 5, EventName = nameof(TrialPassedOver), Level = LogLevel.Debug,
        Message = "Trial {Trial} of {Sweep} is not leased in pass {Pass}: it is {State}, stopped early: {StoppedEarly}.")]
    public partial void TrialPassedOver(string sweep, long trial, int pass, string state, bool stoppedEarly);

    /// <param name="queued">Trials that wait for this slot, or in a process for any of its slots.</param>
    /// <param name="others">Trials that are trained together with it.</param>
    /// <param name="reason">Why there are no more others.</param>
    [LoggerMessage(
        EventId = 6, EventName = nameof(SlotTaken), Level = LogLevel.Debug,
        Message = "Slot {Slot} trains trial {Trial} of {Sweep}, attempt {Attempt}, which was the first in the queue, with {Others} others "
            + "in a pack: {Reason}. {Queued} trials stay queued.")]
    public partial void SlotTaken(int slot, string sweep, long trial, int attempt, int others, string reason, int queued);

    [LoggerMessage(
        EventId = 7, EventName = nameof(PackJoined), Level = LogLevel.Debug,
        Message = "Trial {Trial} of {Sweep}, attempt {Attempt}, joins the pack of trial {FirstTrial} of {FirstSweep} on slot {Slot}: "
            + "they share minibatches or kernels.")]
    public partial void PackJoined(int slot, string sweep, long trial, int attempt, string firstSweep, long firstTrial);

    /// <param name="slot">The holder; <c>unknown</c>: no slot has reported the lease since the sweep was opened.</param>
    /// <param name="silentSeconds">Time since the latest report of the lease.</param>
    /// <param name="maxSilentSeconds">The deadline: the time without a report after which the lease expires.</param>
    [LoggerMessage(
        EventId = 8, EventName = nameof(LeaseExpired), Level = LogLevel.Debug,
        Message = "The lease of trial {Trial} of {Sweep}, attempt {Attempt}, has expired: {Reason}. Its slot is {Slot}; "
            + "{SilentSeconds:0.###} s have passed without a report, of a maximum of {MaxSilentSeconds:0.###} s.")]
    public partial void LeaseExpired(
        string sweep, long trial, int attempt, string slot, string reason, double silentSeconds, double maxSilentSeconds);

    /// <param name="epochs">Epochs that the process recorded of the trial.</param>
    [LoggerMessage(
        EventId = 9, EventName = nameof(LeaseTakenBack), Level = LogLevel.Debug,
        Message = "The lease of trial {Trial} of {Sweep}, attempt {Attempt}, is taken back after {Epochs} epochs: {Reason}.")]
    public partial void LeaseTakenBack(string sweep, long trial, int attempt, int epochs, string reason);

    /// <param name="outcome">The outcome of the attempt: succeeded, stopped early, diverged, failed, lost or interrupted.</param>
    /// <param name="state">The state of the trial after the attempt: waiting if the trial is tried again.</param>
    /// <param name="isSuspect">Whether one more lost attempt fails the trial.</param>
    [LoggerMessage(
        EventId = 10, EventName = nameof(AttemptEnded), Level = LogLevel.Debug,
        Message = "Attempt {Attempt} of trial {Trial} of {Sweep} has ended as {Outcome} after {Epochs} epochs, the trial is {State}. "
            + "Reason: {Reason}. Failures so far: {Failures}, lost attempts in a row: {LostAttempts}, suspect: {IsSuspect}.")]
    public partial void AttemptEnded(
        string sweep, long trial, int attempt, string outcome, int epochs, string state, string reason, int failures, int lostAttempts,
        bool isSuspect);

    [LoggerMessage(
        EventId = 11, EventName = nameof(TrialInterrupted), Level = LogLevel.Debug,
        Message = "Trial {Trial} of {Sweep}, attempt {Attempt}, is to end at a checkpoint: {Reason}.")]
    public partial void TrialInterrupted(string sweep, long trial, int attempt, string reason);

    /// <param name="report">What was reported: an epoch or an end.</param>
    [LoggerMessage(
        EventId = 12, EventName = nameof(ReportRefused), Level = LogLevel.Debug,
        Message = "A report of {Report} for trial {Trial} of {Sweep}, attempt {Attempt}, is refused: {Reason}")]
    public partial void ReportRefused(string sweep, long trial, int attempt, string report, string reason);

    [LoggerMessage(
        EventId = 13, EventName = nameof(LeaseNotHeld), Level = LogLevel.Debug,
        Message = "A report of slot {Slot} about trial {Trial} of {Sweep}, attempt {Attempt}, is refused: "
            + "the slot does not hold that lease.")]
    public partial void LeaseNotHeld(string sweep, long trial, int attempt, string slot);

    [LoggerMessage(
        EventId = 14, EventName = nameof(ReportLate), Level = LogLevel.Debug,
        Message = "Report {Sequence} of slot {Slot} about {Sweep} is refused: report {Newest} came before it.")]
    public partial void ReportLate(string sweep, string slot, long sequence, long newest);

    /// <param name="change">The kind of the event that is recorded of the sweep, such as paused, finished or extended.</param>
    [LoggerMessage(
        EventId = 15, EventName = nameof(SweepChanged), Level = LogLevel.Debug,
        Message = "{Sweep} is {Status} now ({Change}). Reason: {Reason}.")]
    public partial void SweepChanged(string sweep, string change, string status, string reason);

    [LoggerMessage(
        EventId = 16, EventName = nameof(RequestRefused), Level = LogLevel.Debug, Message = "{Sweep} refuses {Request}: {Reason}")]
    public partial void RequestRefused(string sweep, string request, string reason);

    [LoggerMessage(
        EventId = 17, EventName = nameof(SessionStarted), Level = LogLevel.Debug,
        Message = "A session of {Sweep} starts in pass {Pass}: {Running} trials are running, {Waiting} wait to be leased again, "
            + "{Unfinished} are unfinished, after {RunSeconds:0.###} s in earlier sessions.")]
    public partial void SessionStarted(string sweep, int pass, int running, int waiting, long unfinished, double runSeconds);

    [LoggerMessage(
        EventId = 18, EventName = nameof(SessionEnded), Level = LogLevel.Debug,
        Message = "The session of {Sweep} ends after {Seconds:0.###} s, the sweep is {Status}: {Reason}.")]
    public partial void SessionEnded(string sweep, double seconds, string status, string reason);
}
