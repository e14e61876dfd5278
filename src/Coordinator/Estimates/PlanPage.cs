using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Plan;

namespace SweepCluster.Coordinator.Estimates;

/// <summary>Prints what a spec expands to, or every problem of it; <c>validate</c> and <c>--dry-run</c> print the same.</summary>
internal static class PlanPage
{
    /// <summary>Checks a spec file and prints its plan with the duration on this machine.</summary>
    /// <param name="overrides">Changes of the spec that options ask for.</param>
    /// <returns>An exit code.</returns>
    public static int Print(
        CommandHost host, CommandSettings settings, string path, IReadOnlyList<SpecOverride> overrides, TextWriter output,
        CancellationToken cancellation)
    {
        if (settings.Json)
            return PrintJson(host, settings, SpecFile.Load(path, overrides), path, output, cancellation);
        var spec = SpecFile.Read(path, overrides);
        SpecDataCheck.Require(spec, settings.Data, cancellation);
        var run = PlannedRun.Create(spec);
        PrintText(run, settings, run.Estimate(host, settings, cancellation), output);
        return ExitCodes.Done;
    }

    private static void PrintText(PlannedRun run, CommandSettings settings, SweepDuration? duration, TextWriter output)
    {
        var (spec, plan) = (run.Spec, run.Plan);
        Line(output, "sweep", spec.Name);
        Line(
            output, "data set",
            spec.Data.Dataset + (run.IsSizeAssumed ? " (counted here as 60,000 images of 28x28 in 10 classes)" : ""));
        Line(output, "configurations", FigureText.Count(plan.Configurations));
        if (plan.Shortfall is { } shortfall)
            Line(output, "search", shortfall);
        Line(output, "trials", $"{FigureText.Count(plan.Trials)} ({FigureText.Plural(spec.Seeds, "seed")} each)");
        if (run.Trials < plan.Trials)
            Line(output, "limited to", $"{FigureText.Count(run.Trials)} trials");
        Line(output, "smallest network", $"{FigureText.Count(plan.SmallestParameters)} parameters");
        Line(output, "largest network", $"{FigureText.Count(plan.LargestParameters)} parameters");
        Line(output, "time", Time(run, settings, duration));
        Line(output, "cost", Cost(run, duration));
        if (spec.IsScheduled)
            Line(output, "schedule", $"{spec.ScheduleName} decides what is trained: the figures above are the most that it can cost");
        Line(output, "objective", $"{GoalName(spec)} {spec.Objective.Metric.Name()} of the {EpochName(spec)} epoch");
        foreach (var warning in SpecWarnings.Find(spec))
            Line(output, "warning", $"{warning.Path}: {warning.Message} {warning.Remedy}");
    }

    private static string Time(PlannedRun run, CommandSettings settings, SweepDuration? duration) => duration switch
    {
        { } known => $"about {FigureText.Duration(known.Elapsed)} on this machine ({FigureText.Plural(settings.Workers, "worker")})"
            + (run.Spec.EarlyStopping is null ? "" : ", less where early stopping ends trials"),
        null when settings.Cluster is { } cluster => $"depends on the workers of {cluster}",
        null => "could not be measured on this machine",
    };

    private static string Cost(PlannedRun run, SweepDuration? duration)
    {
        var size = run.CheckpointBytes < long.MaxValue ? FigureText.Bytes((long)run.CheckpointBytes) : "more than any disk";
        return (duration is { } known ? $"{FigureText.Duration(known.Busy)} of one worker; " : "") + $"checkpoints of at most {size}";
    }

    /// <summary>Prints one line: the plan, or the problems.</summary>
    private static int PrintJson(
        CommandHost host, CommandSettings settings, SpecReading reading, string path, TextWriter output, CancellationToken cancellation)
    {
        // Problems that depend on the size of the data set have no place in the file.
        IReadOnlyList<string> unfit = reading.Spec is { } read ? SpecDataCheck.Problems(read, settings.Data, cancellation) : [];
        var isValid = reading.Spec is not null && unfit.Count == 0;
        output.WriteLine(JsonLine.Object(json =>
        {
            json.WriteString("file", path);
            json.WriteBoolean("valid", isValid);
            json.WriteStartArray("problems");
            foreach (var problem in reading.Problems)
                Problem(json, problem);
            foreach (var problem in unfit)
                Problem(json, new(1, 1, "dataset", problem, ""));
            json.WriteEndArray();
            if (!isValid || reading.Spec is not { } spec)
                return;
            var run = PlannedRun.Create(spec);
            Plan(json, run, settings, run.Estimate(host, settings, cancellation));
        }));
        return isValid ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private static void Plan(Utf8JsonWriter json, PlannedRun run, CommandSettings settings, SweepDuration? duration)
    {
        var (spec, plan) = (run.Spec, run.Plan);
        json.WriteString("name", spec.Name);
        json.WriteString("dataset", spec.Data.Dataset);
        json.WriteBoolean("size_assumed", run.IsSizeAssumed);
        json.WriteNumber("configurations", plan.Configurations);
        json.WriteNumber("seeds", spec.Seeds);
        json.WriteNumber("trials", plan.Trials);
        json.Count("trial_limit", spec.Limits.Trials);
        json.WriteNumber("smallest_parameters", plan.SmallestParameters);
        json.WriteNumber("largest_parameters", plan.LargestParameters);
        json.Figure("multiply_adds", plan.MultiplyAdds);
        json.WriteBoolean("cost_sampled", plan.Estimated);
        json.WriteNumber("workers", settings.Workers);
        json.Figure("estimated_seconds", duration?.Elapsed.TotalSeconds);
        json.Figure("estimated_worker_seconds", duration?.Busy.TotalSeconds);
        json.Figure("max_checkpoint_bytes", run.CheckpointBytes);
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
    }

    private static void Problem(Utf8JsonWriter json, SpecProblem problem)
    {
        json.WriteStartObject();
        if (problem.File is { } place)
            json.WriteString("file", place);
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("path", problem.Path);
        json.WriteString("message", problem.Message);
        json.WriteString("remedy", problem.Remedy);
        json.WriteEndObject();
    }

    private static string GoalName(SweepSpec spec) => spec.Objective.Goal == Goal.Maximize ? "maximize" : "minimize";

    private static string EpochName(SweepSpec spec) => spec.Objective.Epoch.ToString().ToLowerInvariant();

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-17} {TerminalText.Line(value)}");
}
