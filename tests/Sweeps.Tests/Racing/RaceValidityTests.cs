using SweepCluster.Model.Numerics;
using SweepCluster.Sweeps.Racing;
using SweepCluster.Sweeps.Tests.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Racing;

/// <summary>How often a race at 95 % loses the true best configuration, in 2,000 simulated races for each kind of noise.</summary>
public sealed class RaceValidityTests(ITestOutputHelper output)
{
    private const int Races = 2000;

    // In standard deviations of the noise. Where all are equal, every comparison errs as often as its level allows.
    private static readonly double[] Equal = [0, 0, 0, 0, 0, 0];
    private static readonly double[] Close = [0, 0.2, 0.4, 0.8, 1.5, 3];

    [Theory]
    [InlineData("normal", true)]
    [InlineData("normal", false)]
    [InlineData("skewed", true)]
    [InlineData("skewed", false)]
    [InlineData("heavy-tailed", true)]
    [InlineData("heavy-tailed", false)]
    public void Race_TwoThousandTimes_LosesTheBestInAtMostOneInTwenty(string noise, bool equal)
    {
        var means = equal ? Equal : Close;
        var settings = new RaceSettings(First: 3, Max: 20);
        var (lost, spent) = (0, 0L);
        for (var race = 0; race < Races; race++)
        {
            var number = race;
            var run = SchedulerRun.ToTheEnd(
                new RaceScheduler(SchedulerRun.Losses(means.Length, 1), settings), 1,
                (trial, _) => means[trial % means.Length] + Noise(noise, (ulong)((number * 1000) + trial)));
            lost += run.Trials(DecisionKind.Drop).Contains(0) ? 1 : 0;
            spent += run.Jobs.Count;
        }

        var share = (double)lost / Races;
        var uniform = (double)Races * means.Length * settings.Max;
        output.WriteLine($"{noise}, {(equal ? "equal" : "close")}: lost {share:P1}, spent {spent / uniform:P0} of uniform replication");
        share.ShouldBeLessThanOrEqualTo(0.05);
    }

    // Of mean 0; the standard deviation is 1, but for the heavy tails.
    private static double Noise(string kind, ulong index)
    {
        var random = new Philox(19, 0, RandomPurpose.Proposal);
        var normal = random.Normal(4 * index);
        return kind switch
        {
            "normal" => normal,
            // An exponential distribution: a few seeds that fail badly.
            "skewed" => -DeterministicMath.Log(1 - random.Uniform(4 * index)) - 1,
            // Student's t with three degrees of freedom.
            _ => normal / Math.Sqrt(Enumerable.Range(1, 3).Sum(i => Math.Pow(random.Normal((4 * index) + (ulong)i), 2)) / 3),
        };
    }
}
