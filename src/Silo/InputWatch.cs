using Microsoft.Extensions.Hosting;

namespace SweepCluster.Silo;

/// <summary>Stops the silo in order when its standard input ends.</summary>
internal sealed class InputWatch(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Reading a console can't be cancelled: the thread ends with the process.
        new Thread(Watch) { Name = "input", IsBackground = true }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> unused = stackalloc byte[256];
        while (input.Read(unused) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
