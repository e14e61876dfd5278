using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Coordinator.Views;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>The command line as the program has it, in this process, beside an API on this machine.</summary>
internal sealed class ClusterRig : IAsyncDisposable
{
    public ApiRig Api { get; } = new();

    /// <summary>What Ctrl-C would do; a new one for every command.</summary>
    public CancellationTokenSource CtrlC { get; private set; } = new();

    /// <summary>The clock of commands; their waits need the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string Url => Api.Server.Address.AbsoluteUri.TrimEnd('/');

    public string SpecFile => Path.Combine(Api.Home, "spec.yaml");

    public async Task<ClusterRig> StartAsync()
    {
        await Api.StartAsync();
        await File.WriteAllTextAsync(SpecFile, ApiRig.Spec, ApiRig.Cancellation);
        return this;
    }

    /// <summary>Against the API.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        InvokeAsync([.. arguments, "--cluster", Url]);

    /// <summary>Against the same sweeps, on disk.</summary>
    public Task<(int Code, string Output, string Error)> RunLocallyAsync(params string[] arguments) =>
        InvokeAsync([.. arguments, "--home", Api.Home]);

    public async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] arguments)
    {
        CtrlC.Dispose();
        CtrlC = new();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = ProcessHost.Create(TextWriter.Null) with
        {
            Time = Time,
            Terminal = Terminal.None,
            Confirm = null,
            Listen = () => new Interruptor(CtrlC.Token),
        };
        var code = await SweepRoot.RunAsync(arguments, host, output, error)
            .WithinDeadlineAsync($"'{string.Join(' ', arguments)}' to end", () => $"{output}{error}");
        return (code, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        CtrlC.Dispose();
        await Api.DisposeAsync();
    }

    private sealed class Interruptor(CancellationToken requested) : IInterruption
    {
        public CancellationToken Requested => requested;

        public void Dispose()
        {
        }
    }
}
