using System.Diagnostics;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;

namespace SweepCluster.Bench.Cluster;

/// <summary>Silos of this machine as processes of the real program, with one slot each, and a home folder that is deleted with
/// them.</summary>
/// <param name="postgres">Connection string of the database of membership and results.</param>
/// <param name="trainer">Setting <c>Trainer</c> of the silos.</param>
internal sealed class BenchSilos(string postgres, string trainer) : IAsyncDisposable
{
    public const string ClusterId = "bench";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("sweep-bench-");
    private readonly List<SiloProcess> _silos = [];

    /// <summary>The silos that were started and not removed.</summary>
    public IReadOnlyList<SiloProcess> Started => _silos;

    /// <summary>Resident memory of all silos in megabytes.</summary>
    public double ResidentMegabytes => _silos.Sum(silo =>
    {
        using var process = Process.GetProcessById(silo.Id);
        return process.WorkingSet64 / 1e6;
    });

    /// <summary>Starts silos together, and waits until all are ready.</summary>
    public async Task StartAsync(int count)
    {
        for (var number = 0; number < count; number++)
            _silos.Add(Start(number));
        foreach (var silo in _silos)
            await WaitUntilReadyAsync(silo);
    }

    /// <summary>Removes a silo that was killed or has ended, and starts another one of its number, which is ready afterwards.</summary>
    public async Task ReplaceAsync(SiloProcess silo)
    {
        _silos.Remove(silo);
        await silo.DisposeAsync();
        var next = Start(silo.Number);
        _silos.Add(next);
        await WaitUntilReadyAsync(next);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        _home.Delete(recursive: true);
    }

    private SiloProcess Start(int number) => SiloProcess.Start(
        number,
        SiloPorts.Find(),
        [
            new("ClusterId", ClusterId), new("ServiceId", ClusterId), new("Home", _home.FullName), new("Clustering", "postgres"),
            new("Postgres", postgres), new("AdvertisedAddress", "127.0.0.1"), new("Slots", "1"), new("Trainer", trainer),
        ]);

    private static async Task WaitUntilReadyAsync(SiloProcess silo)
    {
        if (!await silo.WaitUntilReadyAsync(ClusterId, TimeProvider.System, CancellationToken.None))
        {
            throw new SweepException(
                $"bench: another program took a port of silo {silo.Number}. Try again.", SweepErrorKind.Environment);
        }

        silo.Log.PassTo(Console.Error);
    }
}
