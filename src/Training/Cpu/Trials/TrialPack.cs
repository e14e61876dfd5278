using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>Trials that go through the same minibatches in slices: each trial trains on the prepared batches, then the next one; see
/// <c>docs/adr/0005-packing.md</c>. Slices only go forward. A trial that resumed further ahead waits until the others reach it.</summary>
internal sealed class TrialPack(
    NetworkPool networks,
    CpuEngine engine,
    Dataset dataset,
    MinibatchFeed feed,
    Func<string, ICheckpointFiles> openCheckpoints,
    TimeProvider time) : IDisposable
{
    private readonly List<Member> _members = [];
    private readonly List<IPackedTrial> _leftOut = [];

    /// <summary>Trials for which there was no memory beside the others. They have not ended.</summary>
    public IReadOnlyList<IPackedTrial> LeftOut => _leftOut;

    /// <summary>Trains the trials to their ends, except those left out.</summary>
    public void Train(IEnumerable<IPackedTrial> trials)
    {
        foreach (var trial in trials)
        {
            _members.Add(new(trial));
            if (!Advance(_members[^1], 0))
                _members.RemoveAt(_members.Count - 1);
        }

        while (_members.Count > 0)
            Slice();
    }

    /// <summary>Returns the networks to their pool.</summary>
    public void Dispose()
    {
        foreach (var member in _members)
            Close(member);
        _members.Clear();
    }

    private void Slice()
    {
        var steps = feed.StepsPerEpoch;
        var start = long.MaxValue;
        foreach (var member in _members)
            start = Math.Min(start, member.Run!.Position);
        var (epoch, step) = ((int)(start / steps) + 1, (int)(start % steps));
        var end = start + Math.Min(feed.Window, steps - step);
        var active = 0;
        foreach (var member in _members)
            active += member.Run!.Position < end ? 1 : 0;

        var begun = time.GetTimestamp();
        feed.At(epoch, step);
        var share = time.GetElapsedTime(begun).TotalSeconds / active;
        for (var i = 0; i < _members.Count;)
        {
            var run = _members[i].Run!;
            var minibatches = Math.Max(0, (int)Math.Min(int.MaxValue, end - run.Position));
            if (minibatches > 0)
                run.Charge(share);
            if (Advance(_members[i], minibatches))
                i++;
            else
                _members.RemoveAt(i);
        }
    }

    /// <summary>Trains a trial on a slice; false if it has ended or is left out.</summary>
    private bool Advance(Member member, int minibatches)
    {
        TrialOutcome? outcome;
        try
        {
            if (member.Run is null && !TryOpen(member))
            {
                _leftOut.Add(member.Trial);
                return false;
            }

            outcome = member.Run!.Advance(minibatches, member.Trial.Stop);
            if (outcome is null)
                return true;
        }
        catch (SweepException mistake) when (mistake.Kind == SweepErrorKind.Input)
        {
            // An input error of one trial does not concern the others.
            outcome = new TrialOutcome.Failed(mistake.Message);
        }
        catch (OutOfMemoryException)
        {
            Close(member);
            _leftOut.Add(member.Trial);
            return false;
        }

        Close(member);
        member.Trial.Ended(outcome);
        return false;
    }

    // It does not wait for memory: meanwhile it would hold the networks of the others, for which another pack may be waiting.
    private bool TryOpen(Member member)
    {
        if (networks.TryRent(engine.Plan(member.Trial.Lease.Configuration, dataset.Train)) is not { } network)
            return false;
        member.Network = network;
        member.Run = new(member.Trial.Lease, dataset, feed, network, member.Trial, openCheckpoints, time);
        member.Run.Resume();
        return true;
    }

    private void Close(Member member)
    {
        if (member.Network is { } network)
            networks.Return(network);
        member.Network = null;
    }

    private sealed class Member(IPackedTrial trial)
    {
        public IPackedTrial Trial { get; } = trial;

        public Network? Network { get; set; }

        public TrialRun? Run { get; set; }
    }
}
