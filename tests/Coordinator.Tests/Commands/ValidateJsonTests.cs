using System.Text.Json;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Holds <c>validate --json</c> to <c>docs/json.md</c>.</summary>
public sealed class ValidateJsonTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task ValidSpec_IsItsPlan()
    {
        var (code, output, error) = await _rig.RunAsync("validate", _rig.WriteSpec(), "--json");

        (code, error).ShouldBe((0, ""));
        var plan = JsonDocument.Parse(output.Trim().Split('\n').ShouldHaveSingleItem()).RootElement;
        plan.GetProperty("valid").GetBoolean().ShouldBeTrue();
        plan.GetProperty("problems").GetArrayLength().ShouldBe(0);
        plan.GetProperty("name").GetString().ShouldBe("quick");
        plan.GetProperty("configurations").GetInt64().ShouldBe(2);
        plan.GetProperty("trials").GetInt64().ShouldBe(4);
        plan.GetProperty("smallest_parameters").GetInt64().ShouldBe((784 * 8) + 8 + (8 * 10) + 10);
        plan.GetProperty("trial_limit").ValueKind.ShouldBe(JsonValueKind.Null);
        plan.GetProperty("objective").GetString().ShouldBe("val_accuracy");
        plan.GetProperty("warnings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task SpecRankedByATestMetric_IsValidWithAWarning()
    {
        var spec = _rig.WriteSpec(CommandRig.Spec + "objective: test_accuracy\n");

        var (code, output, _) = await _rig.RunAsync("validate", spec, "--json");

        code.ShouldBe(0);
        var warning = JsonDocument.Parse(output).RootElement.GetProperty("warnings").EnumerateArray().ShouldHaveSingleItem();
        warning.GetProperty("path").GetString().ShouldBe("objective.metric");
        (await _rig.RunAsync("validate", spec)).Output
            .ShouldContain("warning           objective.metric: test_accuracy chooses the winner");
    }

    [Fact]
    public async Task InvalidSpec_IsEveryProblemWithItsPlace()
    {
        var file = _rig.WriteSpec("name: bad\ndataset: glyphs\nepochs: 3\nspace:\n  widht: [10, 20]\n");

        var (code, output, error) = await _rig.RunAsync("validate", file, "--json");

        (code, error).ShouldBe((2, ""));
        var answer = JsonDocument.Parse(output).RootElement;
        answer.GetProperty("file").GetString().ShouldBe(file);
        answer.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var problems = answer.GetProperty("problems").EnumerateArray().ToArray();
        problems.Select(problem => (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()))
            .ShouldBe([(3, 1), (5, 3)]);
        problems[1].GetProperty("remedy").GetString()!.ShouldContain("width");
        problems[1].GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }
}
