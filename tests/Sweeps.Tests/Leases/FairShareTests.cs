using SweepCluster.Model.Configurations;
using SweepCluster.Sweeps.Leases;

namespace SweepCluster.Sweeps.Tests.Leases;

public sealed class FairShareTests
{
    private const double TenMinutes = 600;

    [Theory]
    [InlineData(8, new[] { 1.0, 2, 3 }, new[] { 1.0, 1, 1 })]
    [InlineData(8, new[] { 1.0, 1 }, new[] { 0.5, 9 })]
    [InlineData(2, new[] { 3.0, 1 }, new[] { 2.0, 2 })]
    [InlineData(1, new[] { 1.0, 4 }, new[] { 3.0, 0.7 })]
    [InlineData(16, new[] { 5.0, 3, 1, 1 }, new[] { 4.0, 2, 6, 1 })]
    public void Share_OverTenMinutes_IsTheWeightWithinFivePercent(int slots, double[] weights, double[] durations)
    {
        var used = new Simulation(slots, weights, durations).Run(TenMinutes);

        for (var sweep = 0; sweep < weights.Length; sweep++)
            (used[sweep] / used.Sum()).ShouldBe(weights[sweep] / weights.Sum(), 0.05 * weights[sweep] / weights.Sum());
    }

    /// <summary>Trials of 50 ms, as the bench of many slots has.</summary>
    [Fact]
    public void Share_OfTenSweepsOverAMinute_IsTheWeightWithinFivePercent()
    {
        double[] weights = [1, 2, 3, 4, 1, 2, 3, 4, 1, 4];

        var used = new Simulation(64, weights, [.. Enumerable.Repeat(0.05, weights.Length)]).Run(60);

        for (var sweep = 0; sweep < weights.Length; sweep++)
            (used[sweep] / used.Sum()).ShouldBe(weights[sweep] / weights.Sum(), 0.05 * weights[sweep] / weights.Sum());
    }

    [Fact]
    public void Share_OfASweepThatWantsNothing_IsLentOut()
    {
        var simulation = new Simulation(4, [1, 1], [1, 1]);
        simulation.Declare(1, wants: false);

        var used = simulation.Run(TenMinutes);

        used[0].ShouldBe(4 * TenMinutes, 8);
        used[1].ShouldBe(0);
    }

    [Fact]
    public void Share_OfASweepThatComesBack_IsNotMadeUpFor()
    {
        var simulation = new Simulation(4, [1, 1], [1, 1]);
        simulation.Declare(1, wants: false);
        simulation.Run(TenMinutes);
        simulation.Declare(1, wants: true);

        var used = simulation.Run(TenMinutes);

        (used[0] / used.Sum()).ShouldBe(0.5, 0.025);
    }

    [Fact]
    public void Count_AfterManySweepsHaveEnded_IsOfTheOthersAlone()
    {
        var share = new FairShare();
        share.Declare(new("lasting", true, Accelerator.Cpu, 0, 1));
        for (var sweep = 0; sweep < 100; sweep++)
        {
            share.Declare(new($"{sweep}", true, Accelerator.Cpu, 0, 1));
            share.Hold("slot", [KeyValuePair.Create($"{sweep}", 1)]);
            share.Declare(new($"{sweep}", false, Accelerator.Cpu, 0, 1));
            share.Count.ShouldBe(2, "a slot still holds a trial of the sweep that has nothing more to hand out.");
            share.Use(new($"{sweep}", 1, 1));
            share.Use(new("lasting", 2, 1));
            share.Hold("slot", []);
            share.Count.ShouldBe(1);
        }

        share.Declare(new("lasting", false, Accelerator.Cpu, 0, 1));
        share.Count.ShouldBe(0);
    }

    [Fact]
    public void Order_ASweepThatHadMoreThanItsShareAndComesBack_IsStillBehind()
    {
        var share = new FairShare();
        share.Declare(new("modest", true, Accelerator.Cpu, 0, 1));
        share.Declare(new("greedy", true, Accelerator.Cpu, 0, 1));
        share.Use(new("greedy", 100, 1));
        share.Declare(new("greedy", false, Accelerator.Cpu, 0, 1));
        share.Declare(new("greedy", true, Accelerator.Cpu, 0, 1));
        share.Declare(new("new", true, Accelerator.Cpu, 0, 1));
        share.Use(new("new", 1, 1));
        share.Use(new("modest", 2, 1));

        share.Order(Accelerator.Cpu).ShouldBe(["new", "modest", "greedy"]);
    }

    [Fact]
    public void Order_AHigherPriority_GoesFirstWhateverTheWeights()
    {
        var share = new FairShare();
        share.Declare(new("low", true, Accelerator.Cpu, 0, 1000));
        share.Declare(new("high", true, Accelerator.Cpu, 1, 0.001));
        share.Use(new("high", 1e6, 1));

        share.Order(Accelerator.Cpu).ShouldBe(["high", "low"]);
    }

    [Fact]
    public void Standings_OfTheOrder_HaveItsFigures()
    {
        var share = new FairShare();
        share.Declare(new("a", true, Accelerator.Cpu, 0, 1));
        share.Declare(new("b", true, Accelerator.Cpu, 0, 2));
        share.Use(new("a", 3, 1));
        share.Use(new("b", 8, 4));
        share.Expect("slot", "b", 3);

        share.Standings(Accelerator.Cpu).ShouldBe([new("a", 0, 3, 3, 1, 0), new("b", 0, 7, 8, 2, 3)]);
        share.Order(Accelerator.Cpu).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Order_AnotherAccelerator_IsNotOffered()
    {
        var share = new FairShare();
        share.Declare(new("cpu", true, Accelerator.Cpu, 0, 1));
        share.Declare(new("gpu", true, Accelerator.Gpu, 0, 1));

        share.Order(Accelerator.Gpu).ShouldBe(["gpu"]);
        share.Order(Accelerator.Cpu).ShouldBe(["cpu"]);
    }

    [Fact]
    public void Order_SlotsThatBecomeFreeTogether_AreSpread()
    {
        var share = new FairShare();
        share.Declare(new("a", true, Accelerator.Cpu, 0, 1));
        share.Declare(new("b", true, Accelerator.Cpu, 0, 1));
        var taken = new List<string>();
        for (var slot = 0; slot < 4; slot++)
        {
            taken.Add(share.Order(Accelerator.Cpu)[0]);
            share.Expect($"slot {slot}", taken[^1], 1);
        }

        taken.ShouldBe(["a", "b", "a", "b"]);
    }

    /// <summary>Slots that take the first sweep offered, for as long as its trials last.</summary>
    private sealed class Simulation
    {
        private readonly FairShare _share = new();
        private readonly double[] _weights;
        private readonly double[] _durations;
        private readonly (double FreeAt, int Sweep)[] _slots;
        private double _now;

        public Simulation(int slots, double[] weights, double[] durations)
        {
            (_weights, _durations) = (weights, durations);
            _slots = [.. Enumerable.Repeat((0.0, -1), slots)];
            for (var sweep = 0; sweep < weights.Length; sweep++)
                Declare(sweep, wants: true);
        }

        public void Declare(int sweep, bool wants) => _share.Declare(new($"{sweep}", wants, Accelerator.Cpu, 0, _weights[sweep]));

        /// <summary>Slot-seconds by sweep.</summary>
        public double[] Run(double seconds)
        {
            var used = new double[_weights.Length];
            var end = _now + seconds;
            while (true)
            {
                var slot = Enumerable.Range(0, _slots.Length).MinBy(index => _slots[index].FreeAt);
                var (freeAt, ended) = _slots[slot];
                if (freeAt >= end)
                    break;
                _now = freeAt;
                _share.Hold($"{slot}", []);
                if (ended >= 0)
                    _share.Use(new($"{ended}", _durations[ended], 1));
                var next = int.Parse(_share.Order(Accelerator.Cpu)[0], System.Globalization.CultureInfo.InvariantCulture);
                _share.Expect($"{slot}", $"{next}", 1);
                used[next] += _durations[next];
                _slots[slot] = (_now + _durations[next], next);
            }

            _now = end;
            return used;
        }
    }
}
