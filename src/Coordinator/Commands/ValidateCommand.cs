using System.CommandLine;
using System.Globalization;
using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Spec;
using SweepCluster.Sweeps.Plan;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep validate FILE</c>: every problem of a spec, or what it comes to.</summary>
internal static class ValidateCommand
{
    // The images that all built-in data sets hold; the user's own files are not looked at here.
    private const int Pixels = 28 * 28;
    private const int Classes = 10;
    private const int TrainImages = 60_000;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The sweep spec (YAML)." };
        var command = new Command("validate", "Check a spec: print everything wrong with it, or the plan it expands to.") { file };
        command.SetAction(parsed =>
        {
            Print(SpecFile.Read(parsed.GetRequiredValue(file)), parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(SweepSpec spec, TextWriter output)
    {
        var assumed = FileDataset.TryParse(spec.Data.Dataset) is not null;
        var plan = SweepPlan.For(spec, Pixels, Classes, CountTrainImages(spec.Data));
        Line(output, "sweep", spec.Name);
        Line(output, "data set", spec.Data.Dataset + (assumed ? " (counted here as 60,000 images of 28x28 in 10 classes)" : ""));
        Line(output, "configurations", Count(plan.Configurations));
        Line(output, "trials", $"{Count(plan.Trials)} ({Count(spec.Seeds)} seed{(spec.Seeds == 1 ? "" : "s")} each)");
        if (spec.Limits.Trials is { } limit && limit < plan.Trials)
            Line(output, "limited to", $"{Count(limit)} trials");
        Line(output, "smallest network", $"{Count(plan.SmallestParameters)} parameters");
        Line(output, "largest network", $"{Count(plan.LargestParameters)} parameters");
        var cost = plan.MultiplyAdds.ToString("0.##e+0", CultureInfo.InvariantCulture);
        Line(output, "estimated cost", $"{cost} multiply-adds{(plan.Estimated ? ", from a sample of 100,000 configurations" : "")}");
        var goal = spec.Objective.Goal == Goal.Maximize ? "maximize" : "minimize";
        Line(output, "objective", $"{goal} {spec.Objective.Metric.Name()} of the {spec.Objective.Epoch.ToString().ToLowerInvariant()} epoch");
    }

    private static int CountTrainImages(DataSettings data)
    {
        const string Key = "train=";
        if (FileDataset.TryParse(data.Dataset) is not null)
            return TrainImages;
        var given = data.Dataset.Split(':', ',').FirstOrDefault(part => part.StartsWith(Key, StringComparison.Ordinal));
        return given is null ? TrainImages : int.Parse(given[Key.Length..], CultureInfo.InvariantCulture);
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-17} {value}");
}
