using System.Text.RegularExpressions;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

/// <summary>Holds <c>docs/spec.md</c> and the code together. A table that fails is copied from the message into the page.</summary>
public sealed class SpecDocumentationTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFolder.Combine("docs", "spec.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Page_SettingsTable_IsTheCatalog() => Section("settings").ShouldBe(Table(
        ["setting", "allowed", "default", "what"],
        SettingCatalog.All.Select(
            setting => new[] { $"`{setting.Name}`", setting.Shape.Allowed, setting.DefaultText, setting.Description })));

    [Theory]
    [InlineData("init")]
    [InlineData("schedule")]
    public void Page_ChoiceTable_IsTheCatalog(string name) => Section(name).ShouldBe(Table(
        ["name", "what", "parameters"],
        ((SettingShape.Choice)SettingCatalog.Find(name)!.Shape).Choices.Select(choice => new[]
        {
            $"`{choice.Name}`", choice.Description,
            string.Join("; ", choice.Parameters.Select(parameter =>
                $"`{parameter.Name}` ({(parameter.IsRequired ? "required" : parameter.DefaultText)}): {parameter.Description}")),
        })));

    [Fact]
    public void Page_OptimizerTable_IsTheDefaults() => Section("optimizers").ShouldBe(Table(
        ["optimizer", "convention", "lr", "beta1", "beta2", "rho", "eps", "weight_decay", "initial_accumulator"],
        from kind in Enum.GetValues<OptimizerKind>()
        from convention in Enum.GetValues<OptimizerConvention>()
        where OptimizerDefaults.Exists(kind, convention)
        select Row(OptimizerDefaults.Create(kind, convention))));

    [Fact]
    public void Page_TopLevelTable_HasEveryKeyInOrder() =>
        Regex.Matches(Page[..Page.IndexOf("## Data", StringComparison.Ordinal)], "(?m)^\\| `([a-z_]+)`")
            .Select(match => match.Groups[1].Value)
            .ShouldBe(SpecKeys.Top);

    [Fact]
    public void Page_EveryExample_IsAValidSpec()
    {
        var examples = Regex.Matches(Page, "(?s)```yaml\n(.*?)```").Select(match => match.Groups[1].Value).ToArray();

        examples.Length.ShouldBeGreaterThan(4);
        foreach (var example in examples)
            SpecReader.Read(example).Problems.Select(problem => problem.Format("docs/spec.md")).ShouldBeEmpty(example);
    }

    private static string[] Row(OptimizerSettings defaults)
    {
        string Cell(string parameter, double value) =>
            SettingCatalog.HasParameter(defaults.Kind, parameter) ? new SettingValue.Number(value).ToString() : "";
        return
        [
            $"`{ConfigurationNames.Optimizers.Name(defaults.Kind)}`", ConfigurationNames.Conventions.Name(defaults.Convention),
            Cell("lr", defaults.LearningRate), Cell("beta1", defaults.Beta1), Cell("beta2", defaults.Beta2), Cell("rho", defaults.Rho),
            Cell("eps", defaults.Epsilon), Cell("weight_decay", defaults.WeightDecay),
            Cell("initial_accumulator", defaults.InitialAccumulator),
        ];
    }

    private static string Table(string[] head, IEnumerable<string[]> rows) =>
        string.Concat(new[] { head, [.. head.Select(_ => "---")] }.Concat(rows).Select(row => $"| {string.Join(" | ", row)} |\n"));

    private static string Section(string name)
    {
        var (start, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var from = Page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Page[from..Page.IndexOf(end, StringComparison.Ordinal)];
    }
}
