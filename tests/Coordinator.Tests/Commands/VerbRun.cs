using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Commands in this process, against a real store in a folder of their own.</summary>
internal sealed class VerbRun : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public string Home => _home.Path;

    /// <summary>Where output goes; by default into a file.</summary>
    public Terminal Terminal { get; init; } = Terminal.None;

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var host = new CommandHost
        {
            Time = TimeProvider.System,
            Terminal = Terminal,
            OpenStore = settings => settings.OnlyReads
                ? SqliteResultStore.OpenForReading(settings.Home)
                : SqliteResultStore.Open(settings.Home),
            OpenRuntime = (_, _) => throw new InvalidOperationException("These commands run no sweep."),
            Listen = () => throw new InvalidOperationException("These commands are not interrupted."),
        };
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await SweepRoot.RunAsync(arguments.Contains("--home") ? arguments : [.. arguments, "--home", Home], host, output, error)
            .WithinDeadlineAsync($"'{string.Join(' ', arguments)}' to end", () => $"{output}{error}");
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Records a sweep and its trials.</summary>
    public async Task RecordAsync(
        string spec, long configurations, int repeats, IReadOnlyCollection<TrialRecord> trials,
        params IReadOnlyCollection<EpochRecord> epochs)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = SqliteResultStore.Open(Home);
        var sweep = await store.CreateSweepAsync(
            new(Specs.Read(spec).Name, spec, null, configurations, repeats, DateTimeOffset.UnixEpoch), cancellation);
        await using var claim = await store.ClaimAsync(sweep.Id, claimant: null, cancellation);
        await store.CommitAsync(sweep.Id, new(null, trials, epochs, []), cancellation);
    }

    public void Dispose() => _home.Dispose();
}
