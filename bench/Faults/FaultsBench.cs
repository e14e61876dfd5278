using System.CommandLine;
using SweepCluster.Bench.Measuring;
using SweepCluster.Model;
using SweepCluster.Testing.Faults;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Bench.Faults;

/// <summary>Recovery from faults of silos, of the database and of their connections, on real processes; and whether the records are those
/// of an undisturbed run afterwards.</summary>
internal static class FaultsBench
{
    private const int MinTrials = 2000;
    private const int MinSilos = 2;

    public static Command Create()
    {
        var options = new BenchOptions();
        var silos = new Option<int>("--silos") { Description = "Silos, with one slot each.", DefaultValueFactory = _ => 3 };
        var trials = new Option<int>("--trials")
        {
            Description = "Trials of each sweep, which return at once.",
            DefaultValueFactory = _ => 20_000,
        };
        var kills = new Option<int>("--kills") { Description = "Silos killed at random times.", DefaultValueFactory = _ => 100 };
        var seed = new Option<int>("--seed") { Description = "Seed of the random times and silos.", DefaultValueFactory = _ => 1 };
        var only = new Option<string[]>("--only")
        {
            Description = "Only this kind of fault; may be repeated. Default: all.",
            HelpName = "KIND",
        };
        only.AcceptOnlyFromAmong([.. new FaultKinds(seed: 0, kills: 0).All.Select(kind => kind.Name)]);
        var command = new Command("faults", "Recovery from killed and stopped silos, a killed database and lost connections.")
        {
            silos, trials, kills, seed, only,
        };
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(
            options.Read(parsed),
            parsed.GetValue(silos),
            parsed.GetValue(trials),
            new FaultSettings(parsed.GetValue(seed), parsed.GetValue(kills), parsed.GetValue(only) ?? [])));
        return command;
    }

    private static async Task RunAsync(BenchSettings settings, int silos, int trials, FaultSettings faults)
    {
        if (Requirement.Postgres is { } missing)
            throw new SweepException($"bench faults {missing}.", SweepErrorKind.Environment);
        if (trials < MinTrials || trials % FaultSweeps.Widths != 0)
        {
            throw new SweepException(
                $"--trials: {trials} is not possible. Give a multiple of {FaultSweeps.Widths}, at least {MinTrials}.");
        }

        if (silos < MinSilos)
            throw new SweepException($"--silos: {silos} is not possible. Give at least {MinSilos}: the others continue without one.");
        if (faults.Kills < 0)
            throw new SweepException($"--kills: {faults.Kills} is not possible. Give at least 0.");
        var machine = Machine.Here();
        Console.WriteLine(machine);
        var undisturbed = new UndisturbedRun(FaultSweeps.CreateSubmission(trials));
        var rows = new List<FaultRow>();
        foreach (var (name, title, runAsync) in new FaultKinds(faults.Seed, faults.Kills).All)
        {
            if (faults.Only.Count > 0 && !faults.Only.Contains(name))
                continue;
            // Every kind has silos and a database of its own, so that no kind inherits the state of another.
            await using var rig = await FaultRig.StartAsync(silos, undisturbed);
            var seen = await runAsync(rig);
            var (sweeps, recorded) = await rig.Sweeps.CompareAllAsync();
            rows.Add(new(title, seen, sweeps, recorded));
            Console.WriteLine(rows[^1]);
        }

        Console.WriteLine(FaultRow.Header);
        foreach (var row in rows)
            Console.WriteLine(row);
        Results.Write(
            settings.Json, machine, new { benchmark = "faults", silos, trials, seed = faults.Seed, kinds = rows });
    }
}

/// <param name="Only">Names of the kinds of faults; empty: all.</param>
internal sealed record FaultSettings(int Seed, int Kills, IReadOnlyList<string> Only);
