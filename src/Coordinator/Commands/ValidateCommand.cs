using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Plan;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep validate FILE</c>: every problem of a spec, or the plan that it expands to.</summary>
internal static class ValidateCommand
{
    // The size of the images of all built-in data sets; the user's own files are not read here.
    private const int Pixels = 28 * 28;
    private const int Classes = 10;
    private const int TrainImages = 60_000;

    public static Command Create(GlobalOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "The sweep spec (YAML)." };
        var command = new Command("validate", "Check a spec: print everything wrong with it, or the plan it expands to.") { file };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var path = parsed.GetRequiredValue(file);
            if (options.WantsJson(parsed))
                return PrintJson(SpecFile.Load(path), path, options.DataFolder(parsed), output);
            var spec = SpecFile.Read(path);
            SpecDataCheck.Require(spec, options.DataFolder(parsed));
            Print(spec, Plan(spec), output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static SweepPlan Plan(SweepSpec spec) => SweepPlan.Create(spec, Pixels, Classes, CountTrainImages(spec.Data));

    private static void Print(SweepSpec spec, SweepPlan plan, TextWriter output)
    {
        var assumed = IsAssumed(spec.Data);
        Line(output, "sweep", spec.Name);
        Line(output, "data set", spec.Data.Dataset + (assumed ? " (counted here as 60,000 images of 28x28 in 10 classes)" : ""));
        Line(output, "configurations", Count(plan.Configurations));
        if (plan.Shortfall is { } shortfall)
            Line(output, "search", shortfall);
        Line(output, "trials", $"{Count(plan.Trials)} ({Count(spec.Seeds)} seed{(spec.Seeds == 1 ? "" : "s")} each)");
        if (spec.Limits.Trials is { } limit && limit < plan.Trials)
            Line(output, "limited to", $"{Count(limit)} trials");
        Line(output, "smallest network", $"{Count(plan.SmallestParameters)} parameters");
        Line(output, "largest network", $"{Count(plan.LargestParameters)} parameters");
        var cost = plan.MultiplyAdds.ToString("0.##e+0", CultureInfo.InvariantCulture);
        Line(output, "estimated cost", $"{cost} multiply-adds{(plan.Estimated ? ", from a sample of 100,000 configurations" : "")}");
        if (spec.IsScheduled)
            Line(output, "schedule", $"{spec.ScheduleName} decides what is trained: the figures above are the most that it can cost");
        Line(output, "objective", $"{GoalName(spec)} {spec.Objective.Metric.Name()} of the {EpochName(spec)} epoch");
        foreach (var warning in SpecWarnings.Find(spec))
            Line(output, "warning", $"{warning.Path}: {warning.Message} {warning.Remedy}");
    }

    /// <summary>Prints one line: the plan, or the problems.</summary>
    private static int PrintJson(SpecReading reading, string path, string? dataFolder, TextWriter output)
    {
        // Problems that depend on the size of the data set have no place in the file.
        IReadOnlyList<string> unfit = reading.Spec is { } read ? SpecDataCheck.Problems(read, dataFolder) : [];
        var isValid = reading.Spec is not null && unfit.Count == 0;
        output.WriteLine(JsonLine.Object(json =>
        {
            json.WriteString("file", path);
            json.WriteBoolean("valid", isValid);
            json.WriteStartArray("problems");
            foreach (var problem in reading.Problems)
                Problem(json, problem.Line, problem.Column, problem.Path, problem.Message, problem.Remedy);
            foreach (var problem in unfit)
                Problem(json, 1, 1, "dataset", problem, "");

            json.WriteEndArray();
            if (!isValid || reading.Spec is not { } spec)
                return;
            var plan = Plan(spec);
            json.WriteString("name", spec.Name);
            json.WriteString("dataset", spec.Data.Dataset);
            json.WriteBoolean("size_assumed", IsAssumed(spec.Data));
            json.WriteNumber("configurations", plan.Configurations);
            json.WriteNumber("seeds", spec.Seeds);
            json.WriteNumber("trials", plan.Trials);
            json.Count("trial_limit", spec.Limits.Trials);
            json.WriteNumber("smallest_parameters", plan.SmallestParameters);
            json.WriteNumber("largest_parameters", plan.LargestParameters);
            json.Figure("multiply_adds", plan.MultiplyAdds);
            json.WriteBoolean("cost_sampled", plan.Estimated);
            json.WriteString("schedule", spec.IsScheduled ? spec.ScheduleName : null);
            json.WriteString("objective", spec.Objective.Metric.Name());
            json.WriteString("goal", GoalName(spec));
            json.WriteString("objective_epoch", EpochName(spec));
            json.WriteStartArray("warnings");
            foreach (var warning in SpecWarnings.Find(spec))
            {
                json.WriteStartObject();
                json.WriteString("path", warning.Path);
                json.WriteString("message", warning.Message);
                json.WriteString("remedy", warning.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
        return isValid ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private static void Problem(Utf8JsonWriter json, int line, int column, string path, string message, string remedy)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line);
        json.WriteNumber("column", column);
        json.WriteString("path", path);
        json.WriteString("message", message);
        json.WriteString("remedy", remedy);
        json.WriteEndObject();
    }

    private static bool IsAssumed(DataSettings data) => FileDataset.TryParse(data.Dataset) is not null;

    private static int CountTrainImages(DataSettings data)
    {
        const string Key = "train=";
        if (FileDataset.TryParse(data.Dataset) is not null)
            return TrainImages;
        var given = data.Dataset.Split(':', ',').FirstOrDefault(part => part.StartsWith(Key, StringComparison.Ordinal));
        return given is null ? TrainImages : int.Parse(given[Key.Length..], CultureInfo.InvariantCulture);
    }

    private static string GoalName(SweepSpec spec) => spec.Objective.Goal == Goal.Maximize ? "maximize" : "minimize";

    private static string EpochName(SweepSpec spec) => spec.Objective.Epoch.ToString().ToLowerInvariant();

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-17} {TerminalText.Line(value)}");
}
