using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class StoppingReaderTests
{
    private const string Head = "name: x\ndataset: mnist\nsplit: {last: 10000}\nbase: {epochs: 27}\n";

    public static TheoryData<string, StoppingSpec> Written => new()
    {
        { "stopping: asha", new StoppingSpec.Asha(3, 1, 1) },
        { "stopping: {asha: }", new StoppingSpec.Asha(3, 1, 1) },
        { "stopping: {asha: {eta: 2, min_epochs: 3, brackets: 2}}", new StoppingSpec.Asha(2, 3, 2) },
        { "stopping: {asha_stop: {eta: 4}}", new StoppingSpec.AshaStop(4, 1, 1) },
        { "stopping: hyperband", new StoppingSpec.Hyperband(3) },
        { "stopping: {median: {grace: 2, startup: 7, interval: 3}}", new StoppingSpec.Median(2, 7, 3) },
        { "stopping: {threshold: {epoch: 3, below: 0.5}}", new StoppingSpec.Threshold([new(3, 0.5, null)]) },
        {
            "stopping: {threshold: [{epoch: 3, below: 0.5}, {epoch: 9, above: 2}]}",
            new StoppingSpec.Threshold([new(3, 0.5, null), new(9, null, 2)])
        },
    };

    // Body (after four good lines), path, a part of message and remedy.
    public static TheoryData<string, string, string> Broken => new()
    {
        { "stopping: asah", "stopping", "Did you mean 'asha'?" },
        { "stopping: {asah: {}}", "stopping", "Did you mean 'asha'?" },
        { "stopping: [asha]", "stopping", "stopping: {asha: {eta: 3, min_epochs: 1}}" },
        { "stopping: threshold", "stopping", "where one way of stopping is needed" },
        { "stopping: {asha: {}, median: {}}", "stopping", "where one way of stopping is needed" },
        { "stopping: {asha: {eta: 1}}", "stopping.asha.eta", "from 2 to 64" },
        { "stopping: {asha: {reduction: 3}}", "stopping.asha.reduction", "Allowed: eta, min_epochs, brackets." },
        { "stopping: {asha: {min_epochs: 27}}", "stopping.asha", "a trial has 27: nothing is stopped" },
        { "stopping: {asha: {brackets: 5}}", "stopping.asha.brackets", "only 4 rungs" },
        { "stopping: {median: {grace: 30}}", "stopping.median", "after 30 epochs" },
        { "stopping: {threshold: {epoch: 3}}", "stopping.threshold", "Write below: or above:" },
        { "stopping: {threshold: {below: 3}}", "stopping.threshold.epoch", "'epoch' is missing" },
        { "stopping: {threshold: []}", "stopping.threshold", "no bound" },
        { "seeds: {race: {first: 1}}", "seeds.race.first", "from 2 to 1,000" },
        { "seeds: {race: {first: 5, most: 4}}", "seeds.race.most", "Write most: 5 or more." },
        { "seeds: {race: {confidence: 1}}", "seeds.race.confidence", "from 0.5 to below 1" },
        { "seeds: {rase: {}}", "seeds", "seeds: {race: {first: 3, most: 30}}" },
        { "seeds: {race: {}}\nlimits: {trials: 3}", "limits.trials", "with a race" },
        {
            "seeds: {race: {}}\nspace: {width: [8, 16]}\nclaims: [{that: \"width: increasing\"}]", "claims",
            "more seeds to those that do well"
        },
        { "stopping: asha\nseeds: {race: {first: 2, most: 2}}", "seeds.race.most", "Write most: 3 or more." },
        { "stopping: asha\nobjective: test_accuracy", "objective", "measured once, at the end" },
        { "stopping: asha\nlimits: {trials: 3}", "limits.trials", "search: {random: N}" },
        { "stopping: asha\nspace: {epochs: [3, 9]}", "space.epochs", "under base:" },
        { "stopping: asha\nconfigurations: [{epochs: 3}]", "configurations", "under base:" },
        { "stopping: asha\nparallelism: 0", "parallelism", "from 1 to 4,096" },
        { "parallelism: 4", "parallelism", "--workers" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void Read_OfStopping_IsWhatIsWritten(string body, StoppingSpec expected) =>
        Specs.Read(Head + body).Stopping.ShouldBe(expected);

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_OfWhatDoesNotFit_NamesThePlaceAndTheRemedy(string body, string path, string part)
    {
        var problem = SpecReader.Read(Head + body).Problems.ShouldHaveSingleItem();

        problem.Path.ShouldBe(path);
        $"{problem.Message} {problem.Remedy}".ShouldContain(part);
    }

    [Fact]
    public void Read_WithoutASplit_AsksForOne()
    {
        var problem = SpecReader.Read("name: x\ndataset: mnist\nbase: {epochs: 9}\nstopping: asha\n").Problems.ShouldHaveSingleItem();

        problem.Path.ShouldBe("stopping");
        problem.Remedy.ShouldContain("split: {last: 10000}");
    }

    [Fact]
    public void Read_OfARace_HasItsMaximumAsSeeds()
    {
        var spec = Specs.Read(Head + "seeds: {race: {first: 4, most: 12, confidence: 0.9, indifference: 0.001}}");

        spec.Race.ShouldBe(new RaceSpec(4, 12, 0.9, 0.001));
        (spec.Seeds, spec.IsScheduled, spec.ScheduleName).ShouldBe((12, true, "race"));
        Specs.Read(Head + "seeds: {race: }").Race.ShouldBe(new RaceSpec(3, 30, 0.95, 0));
        Specs.Read(Head + "seeds: 3").Race.ShouldBeNull();
    }

    [Fact]
    public void Parallelism_Unwritten_Is16() => Specs.Read(Head + "stopping: asha").Parallelism.ShouldBe(16);
}
