using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SweepCluster.Model;
using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The options that change a spec before it is used: <c>--set</c> and its short forms.</summary>
internal sealed class SpecOptions
{
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Change a key of the spec, such as base.lr=0.1 or space.width=[32,64]; nothing after = removes it. May be repeated.",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<int?> _seeds = new("--seeds") { Description = "Change the number of seeds.", HelpName = "N" };

    private readonly Option<int?> _epochs = new("--epochs") { Description = "Change base.epochs.", HelpName = "N" };

    private readonly Option<string?> _name = new("--name") { Description = "Change the name.", HelpName = "NAME" };

    private readonly Option<string[]> _tags = new("--tag") { Description = "Add a tag. May be repeated.", HelpName = "TAG" };

    public void AddTo(Command command)
    {
        command.Options.Add(_set);
        command.Options.Add(_seeds);
        command.Options.Add(_epochs);
        command.Options.Add(_name);
        command.Options.Add(_tags);
    }

    /// <summary>The changes in the order in which they apply: those of <c>--set</c> first.</summary>
    /// <exception cref="SweepException">An assignment is not of the form KEY=VALUE.</exception>
    public IReadOnlyList<SpecOverride> Read(ParseResult parsed)
    {
        var overrides = new List<SpecOverride>();
        foreach (var assignment in parsed.GetValue(_set) ?? [])
        {
            if (assignment.Split('=', 2) is not [var path, var value])
                throw new SweepException($"--set: '{assignment}' is not of the form KEY=VALUE, such as base.lr=0.1.");
            overrides.Add(new($"--set {assignment}", path.Trim(), value.Trim()));
        }

        if (parsed.GetValue(_seeds) is { } seeds)
            overrides.Add(Number("--seeds", "seeds", seeds));
        if (parsed.GetValue(_epochs) is { } epochs)
            overrides.Add(Number("--epochs", "base.epochs", epochs));
        if (parsed.GetValue(_name) is { } name)
            overrides.Add(new($"--name {name}", "name", JsonSerializer.Serialize(name)));
        foreach (var tag in parsed.GetValue(_tags) ?? [])
            overrides.Add(new($"--tag {tag}", "tags", JsonSerializer.Serialize(tag), IsAdded: true));
        return overrides;
    }

    private static SpecOverride Number(string option, string path, int value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return new($"{option} {text}", path, text);
    }
}
