using SweepCluster.Coordinator.Tests;
using SweepCluster.Testing;

namespace SweepCluster.Browser.Tests.Reports;

/// <summary>Reports that the real program made of sweeps that it really ran.</summary>
public sealed class ReportFiles : IAsyncLifetime
{
    /// <summary>Three settings, three seeds, published figures and claims: a report with every chart.</summary>
    public const string Trained = "trained";

    /// <summary>Range tests.</summary>
    public const string Ranges = "ranges";

    /// <summary>Six settings, drawn by chance; two of them are numbers from a range.</summary>
    public const string Random = "random";

    /// <summary>One network, one seed.</summary>
    public const string Single = "single";

    private static readonly Dictionary<string, string> Specs = new()
    {
        [Trained] = """
            name: trained
            description: Small networks on drawn digits, each setting against each other one.
            tags: [browser, glyphs]
            dataset: {name: glyphs, train: 1500, test: 300}
            split: {last: 300}
            seeds: 3
            base: {batch: 50, epochs: 4}
            space: {hidden: [[24], [24, 12], [16, 16, 16, 16]], optimizer: [adam, rmsprop], lr: [0.01, 0.002, 0.0005]}
            published:
              - {where: {optimizer: adam, lr: 0.002}, test_accuracy: 0.9, note: "a figure that was never printed: <b>not bold</b>"}
              - {where: {optimizer: rmsprop}, test_accuracy: 0.2}
            claims:
              - {that: adam > rmsprop, metric: val_accuracy, note: A claim for this test.}
              - {that: "lr: increasing"}
            """,
        [Ranges] = """
            name: ranges
            dataset: {name: glyphs, train: 4000, test: 100}
            kind: lr-range
            range: {start: 0.001, factor: 1.05}
            seeds: 2
            base: {batch: 20}
            space: {hidden: [[16], [32, 16]]}
            """,
        [Random] = """
            name: random
            dataset: {name: glyphs, train: 300, test: 100}
            split: {last: 100}
            search: {random: 60}
            base: {batch: 20, epochs: 2}
            space:
              lr: {log: [1.0e-5, 1], points: 6}
              dropout: {linear: [0, 0.8], points: 3}
              width: [8, 16]
              depth: [1, 2, 3]
              activation: [relu, tanh, gelu, elu, selu, sigmoid, softplus]
              optimizer: [adam, rmsprop, {name: sgd, momentum: 0.9}, nadam]
            """,
        [Single] = "name: single\ndataset: {name: glyphs, train: 500, test: 100}\nbase: {hidden: [8], epochs: 1}\n",
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names() => [.. Specs.Keys];

    public string this[string name] => _folder.Combine($"{name}.html");

    public async ValueTask InitializeAsync()
    {
        if (Browsing.ChromiumBrowser.Problem is not null)
            return;
        foreach (var (name, text) in Specs)
        {
            var spec = _folder.Combine($"{name}.yaml");
            await File.WriteAllTextAsync(spec, text, TestContext.Current.CancellationToken);
            await RunAsync("run", spec, "--quiet");
            await RunAsync("report", $"{name}-1", "-o", this[name]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var (code, _, error) = await CommandLine.RunAsync([.. arguments, "--home", _folder.Path]);
        code.ShouldBe(0, error);
    }
}
