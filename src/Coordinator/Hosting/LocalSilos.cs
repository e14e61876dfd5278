using System.Globalization;
using SweepCluster.Client.Orleans;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The silos of one <c>sweep cluster up</c>: child processes with ports that the system chooses and an id that no other cluster
/// has.</summary>
/// <param name="slots">Number of training slots of each silo.</param>
/// <param name="log">Receives what the silos write once they are ready; thread-safe.</param>
/// <param name="ports">Chooses the ports of a silo.</param>
internal sealed class LocalSilos(CommandSettings settings, int slots, TextWriter log, TimeProvider time, Func<SiloPorts> ports)
    : IAsyncDisposable
{
    private const int MaxAttempts = 5;

    private readonly string _clusterId = $"up-{Guid.NewGuid():N}";
    private readonly List<SiloProcess> _silos = [];

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Where clients find the silos; valid once there is one.</summary>
    public SilosPlace Place => new(settings.Postgres is null ? _silos[0].Ports.Gateway : null, _clusterId);

    /// <summary>Starts one more silo and waits until it is ready. With localhost clustering the first silo introduces the others.</summary>
    /// <exception cref="SweepException">The silo ended, took too long, or found its ports taken repeatedly.</exception>
    public async Task<SiloProcess> AddAsync(TlsFiles tls, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var chosen = ports();
            var silo = SiloProcess.Start(_silos.Count, chosen, SettingsOf(chosen, tls));
            var isReady = false;
            try
            {
                isReady = await silo.WaitUntilReadyAsync(_clusterId, time, cancellation);
            }
            finally
            {
                if (!isReady)
                    await silo.DisposeAsync();
            }

            if (!isReady)
                continue;
            _silos.Add(silo);
            silo.Log.PassTo(log);
            return silo;
        }

        throw new SweepException(
            $"Silo {_silos.Count} found ports taken {MaxAttempts} times, although they had been free just before. "
            + "Find the program that takes ports of 127.0.0.1, and try again.",
            SweepErrorKind.Environment);
    }

    public async ValueTask DisposeAsync()
    {
        // The first silo is stopped last: with localhost clustering it keeps the list of the others.
        await Task.WhenAll(_silos.Skip(1).Select(silo => silo.DisposeAsync().AsTask()));
        if (_silos.Count > 0)
            await _silos[0].DisposeAsync();
    }

    // Every setting is given, so that variables of the user's own silos (Silo__...) have no effect.
    private IEnumerable<KeyValuePair<string, string>> SettingsOf(SiloPorts chosen, TlsFiles tls)
    {
        yield return new("ClusterId", _clusterId);
        yield return new("ServiceId", _clusterId);
        yield return new("Home", settings.Home);
        yield return new("Checkpoints", settings.CheckpointRoot);
        yield return new("Slots", slots.ToString(CultureInfo.InvariantCulture));
        yield return new("Tls__Certificate", tls.Certificate);
        yield return new("Tls__Key", tls.Key);
        yield return new("Tls__Authority", tls.Authority);
        yield return new("Tls__Name", tls.Name);
        yield return new("Tls__Reload", tls.Reload ? "true" : "false");
        yield return new("AdvertisedAddress", "127.0.0.1");
        yield return new("Clustering", settings.Postgres is null ? "localhost" : "postgres");
        if (settings.Postgres is { } postgres)
            yield return new("Postgres", postgres);
        else
            yield return new("PrimaryPort", (_silos.Count == 0 ? chosen : _silos[0].Ports).Silo.ToString(CultureInfo.InvariantCulture));
        if (settings.Data is { } data)
            yield return new("Data", data);
    }
}
