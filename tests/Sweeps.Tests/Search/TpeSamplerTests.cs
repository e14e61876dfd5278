using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class TpeSamplerTests
{
    private const string Conditional = """
        optimizer: [sgd, adam]
          momentum: {linear: [0, 0.99], when: {optimizer: sgd}}
          lr: {log: [1e-4, 1]}
          width: {linear: [1, 100]}
        """;

    [Fact]
    public void Propose_FewerFinishedThanStartup_IsTheRandomDraw()
    {
        var (sampler, axes) = Sampler(Conditional);

        sampler.Propose(5, [], []).ShouldBe(new RandomDraws(axes, 3).Draw(5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Propose_ManyTrials_FindsTheBestRegion(bool isMultivariate)
    {
        var (sampler, _) = Sampler(Conditional, new(IsMultivariate: isMultivariate));

        var trials = Run(sampler, 120, Loss);

        trials.Min(trial => trial.Loss).ShouldBeLessThan(0.05);
        trials.TakeLast(40).Average(trial => trial.Loss).ShouldBeLessThan(trials.Take(40).Average(trial => trial.Loss) / 2);
    }

    [Fact]
    public void Propose_SameHistoryInAnotherOrder_IsTheSame()
    {
        var (sampler, _) = Sampler(Conditional);
        var finished = History(sampler, 60);

        var proposal = sampler.Propose(60, finished, []);

        sampler.Propose(60, [.. finished.Reverse()], []).ShouldBe(proposal);
        Sampler(Conditional).Sampler.Propose(60, finished, []).ShouldBe(proposal);
        sampler.Propose(61, finished, []).ShouldNotBe(proposal);
    }

    [Fact]
    public void Propose_OpenTrials_AreAvoided()
    {
        var (sampler, _) = Sampler("lr: {linear: [0.001, 1]}");
        TpeObservation[] finished = [.. Enumerable.Range(0, 50)
            .Select(i => Observe(sampler, i, (i + 0.5) / 50, Math.Abs(((i + 0.5) / 50) - 0.5)))];
        TpeObservation[] open = [.. Enumerable.Range(0, 40).Select(i => Observe(sampler, 50 + i, 0.5, null))];

        var free = Distances([]);
        var taken = Distances(open);

        taken.ShouldBeGreaterThan(1.5 * free);

        double Distances(TpeObservation[] busy) => Enumerable.Range(100, 40)
            .Average(number => Math.Abs(Number(sampler.Propose(number, finished, busy)[0]) - 0.5));
    }

    [Fact]
    public void Propose_TrialsTrainedLonger_CountBeforeOthers()
    {
        // Ten trials near 0.9 with all epochs are worse than those near 0.1 that were stopped after one.
        var (sampler, _) = Sampler("lr: {linear: [0.001, 1]}");
        TpeObservation[] finished = [.. Enumerable.Range(0, 100).Select(i => i < 10
            ? sampler.Observe(i, [Assign(0.9)], 1 + (i * 0.001), epochs: 9)
            : sampler.Observe(i, [Assign(i * 0.008)], i * 0.001, epochs: 1))];

        Number(sampler.Propose(100, finished, [])[0]).ShouldBeGreaterThan(0.75);
    }

    [Fact]
    public void Propose_NoObjectiveAnywhere_StillProposes()
    {
        var (sampler, _) = Sampler("lr: {linear: [0.001, 1]}");

        sampler.Propose(20, [.. Enumerable.Range(0, 20).Select(i => Observe(sampler, i, (i + 1) / 20.0, null))], []).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("lr: {log: [1e-4, 1]}\n  width: {log: [1, 300]}\n  dropout: {linear: [0, 0.5], step: 0.2}")]
    [InlineData(Conditional)]
    public void Propose_AnySpace_GivesValuesOfIt(string axes)
    {
        var (sampler, space) = Sampler(axes);

        foreach (var (settings, _) in Run(sampler, 80, settings => settings.Count))
        {
            var names = settings.Select(own => own.Setting).ToList();
            names.ShouldBe(space.Select(axis => axis.Setting).Where(names.Contains));
            foreach (var own in settings)
            {
                var axis = space.Single(axis => axis.Setting == own.Setting);
                if (axis.When is { } when)
                    when.HoldsFor(settings.Single(other => other.Setting == when.Setting).Value).ShouldBeTrue();
                if (axis.Range is { Count: { } count } range)
                    Enumerable.Range(0, (int)count).Select(index => range.ValueAt(index)).ShouldContain(Number(own));
                else if (axis.Range is { } continuous)
                    Number(own).ShouldBeInRange(continuous.Low, continuous.High);
                else
                    axis.Values.ShouldContain(own.Value);
            }
        }
    }

    // Least where sgd has a momentum of 0.9, a rate of 0.01 and a width of 64.
    private static double Loss(EquatableArray<SettingAssignment> settings)
    {
        double Of(string name) => Number(settings.Single(own => own.Setting == name));
        var rate = Math.Pow(Math.Log10(Of("lr")) + 2, 2) / 4;
        var width = Math.Pow((Of("width") - 64) / 100, 2);
        return rate + width + (settings.Any(own => own.Setting == "momentum") ? Math.Pow(Of("momentum") - 0.9, 2) : 0.3);
    }

    private static List<(EquatableArray<SettingAssignment> Settings, double Loss)> Run(
        TpeSampler sampler, int count, Func<EquatableArray<SettingAssignment>, double> loss)
    {
        var (trials, finished) = (new List<(EquatableArray<SettingAssignment>, double)>(), new List<TpeObservation>());
        for (var number = 0; number < count; number++)
        {
            var settings = sampler.Propose(number, finished, []);
            trials.Add((settings, loss(settings)));
            finished.Add(sampler.Observe(number, settings, trials[^1].Item2, 1));
        }

        return trials;
    }

    private static TpeObservation[] History(TpeSampler sampler, int count) =>
        [.. Run(sampler, count, Loss).Select((trial, number) => sampler.Observe(number, trial.Settings, trial.Loss, 1))];

    private static TpeObservation Observe(TpeSampler sampler, int number, double rate, double? loss) =>
        sampler.Observe(number, [Assign(rate)], loss, epochs: 1);

    private static SettingAssignment Assign(double rate) => new("lr", new SettingValue.Number(rate));

    private static double Number(SettingAssignment own) => ((SettingValue.Number)own.Value).Value;

    private static (TpeSampler Sampler, EquatableArray<AxisSpec> Axes) Sampler(string axes, TpeSettings? settings = null)
    {
        var spec = Specs.Read($"name: x\ndataset: mnist\nsearch: {{random: 1}}\nspace:\n  {axes}\n");
        return (new(spec.Space, 3, Goal.Minimize, settings ?? new()), spec.Space);
    }
}
