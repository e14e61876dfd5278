using SweepCluster.Model;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.VirtualTime;

public sealed class VirtualClockTests
{
    private const int Trials = 40;
    private const int Rung = 3;
    private const int Epochs = 9;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 3)]
    [InlineData(7, 4)]
    [InlineData(16, 5)]
    [InlineData(40, 6)]
    public void Decisions_WithSoManyRealWorkersOfRandomSpeed_AreThoseOfOneWorker(int workers, int seed)
    {
        var expected = Run(realWorkers: 1, new Random(0), out var results);

        var found = Run(workers, new Random(seed), out _);

        found.ShouldBe(expected);
        results.Count.ShouldBeGreaterThan(Trials);
    }

    [Fact]
    public void Decisions_AfterARestartAtAnyPoint_AreTheSame()
    {
        var expected = Run(realWorkers: 3, new Random(7), out var results);
        for (var known = 0; known <= results.Count; known++)
        {
            var (decisions, _) = Replay(results.Take(known).ToDictionary(result => result.Job));

            decisions.ShouldBe(expected.Take(decisions.Count), $"after {known} results");
        }

        Replay(results.ToDictionary(result => result.Job)).Decisions.ShouldBe(expected);
    }

    [Fact]
    public void OpenJobs_OfAnyMoment_AreNoMoreThanTheVirtualWorkers()
    {
        var step = VirtualClock.Start(new HalvingScheduler(Trials, Rung, Epochs), workers: 4, Cost);
        while (!step.Clock.IsOver)
        {
            step.Clock.Unresolved.Count().ShouldBeInRange(1, 4);
            step.Clock.Unresolved.Select(open => open.End).ShouldBeInOrder();
            step = step.Clock.Tell(Result(step.Clock.Unresolved.Last().Job));
        }
    }

    [Fact]
    public void Ends_AtTheSameTime_AreAllToldBeforeTheNextJobIsAskedFor()
    {
        var step = VirtualClock.Start(new HalvingScheduler(4, 1, 2), workers: 2, _ => 5);
        var jobs = step.Clock.Unresolved.Select(open => open.Job).ToList();

        var first = step.Clock.Tell(Result(jobs[0]));
        var second = first.Clock.Tell(Result(jobs[1]));

        first.Decisions.ShouldBeEmpty();
        // Both are at the rung: one of two goes on, and one starts anew.
        second.Decisions.Select(decision => (decision.Number, decision.Time, decision.Decision.Kind))
            .ShouldBe([(3, 5, DecisionKind.Promote), (4, 5, DecisionKind.Start)]);
    }

    [Fact]
    public void Times_OfEnormousCosts_StayExact()
    {
        var cost = (Int128)long.MaxValue * 3;
        var step = VirtualClock.Start(new HalvingScheduler(3, 1, 2), workers: 1, job => cost + job.Trial);
        while (!step.Clock.IsOver)
            step = step.Clock.Tell(Result(step.Clock.Unresolved.First().Job));

        (step.Clock.Now % cost).ShouldBeInRange(1, 100);
    }

    [Fact]
    public void Tell_OfAJobThatIsNotOpen_IsRefused()
    {
        var clock = VirtualClock.Start(new HalvingScheduler(4, 1, 2), workers: 2, _ => 1).Clock;

        Should.Throw<ArgumentException>(() => clock.Tell(Result(new(3, 0, 1)))).Message.ShouldContain("not an open job");
        var told = clock.Tell(Result(new(1, 0, 1))).Clock;
        Should.Throw<ArgumentException>(() => told.Tell(Result(new(1, 0, 1))));
    }

    private static List<TimedDecision> Run(int realWorkers, Random random, out List<JobResult> results)
    {
        var step = VirtualClock.Start(new HalvingScheduler(Trials, Rung, Epochs), workers: 6, Cost);
        var decisions = step.Decisions.ToList();
        results = [];
        var running = new List<(double Until, Job Job)>();
        for (var now = 0.0; !step.Clock.IsOver;)
        {
            foreach (var open in step.Clock.Unresolved.Where(open => running.All(job => job.Job != open.Job)).ToList())
            {
                if (running.Count < realWorkers)
                    running.Add((now + random.NextDouble(), open.Job));
            }

            var ended = running.MinBy(job => job.Until);
            running.Remove(ended);
            now = ended.Until;
            var result = Result(ended.Job);
            results.Add(result);
            step = step.Clock.Tell(result);
            decisions.AddRange(step.Decisions);
        }

        return decisions;
    }

    private static (List<TimedDecision> Decisions, VirtualClock Clock) Replay(Dictionary<Job, JobResult> results)
    {
        var step = VirtualClock.Start(new HalvingScheduler(Trials, Rung, Epochs), workers: 6, Cost);
        var decisions = step.Decisions.ToList();
        while (step.Clock.Unresolved.FirstOrDefault(open => results.ContainsKey(open.Job)) is { } known)
        {
            step = step.Clock.Tell(results[known.Job]);
            decisions.AddRange(step.Decisions);
        }

        return (decisions, step.Clock);
    }

    // Costs that differ 20-fold, and ends that coincide.
    private static Int128 Cost(Job job) => (1 + (job.Trial * 7 % 20)) * (job.To - job.From);

    private static JobResult Result(Job job) => new(
        job,
        Enumerable.Range(job.From, job.To - job.From)
            .Select(epoch => (double?)((job.Trial * 31 % 17) + (1.0 / (epoch + 1))))
            .ToEquatableArray(),
        Ended: job.To == Epochs);
}
