using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using SweepCluster.Contracts.Grains;
using SweepCluster.Model;
using SweepCluster.Model.Retries;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Client.Orleans;

/// <summary>The connection of this process to a cluster's silos. Once begun it is tried again until a silo answers, and restored when all
/// silos were lost, so that a client may start before its silos.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly RetryPolicy Attempts =
        new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

    /// <summary>Between two calls that show whether silos still answer. A call also makes Orleans connect again.</summary>
    private static readonly TimeSpan CallInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    /// <summary>Longer than it takes until a lost coordinator is replaced, during which calls to it are not answered.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);

    private readonly Func<GatewayCount, IHost> _build;
    private readonly string _place;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private GatewayCount _gateways = new();
    private IHost? _host;
    private Task? _keeping;
    private long _answered;
    private volatile bool _isConnected;
    private bool _isDisposed;

    /// <exception cref="SweepException">The place is incomplete, or a file of TLS can't be read.</exception>
    public ClusterConnection(SilosPlace silos, string? postgres, TlsFiles? tls, TimeProvider time)
    {
        if (silos.Gateway is null && postgres is null)
            throw new SweepException("--silos postgres: which database? Give --postgres CONNECTION.");
        _place = silos.Gateway is { } port ? $"localhost:{port}" : $"the addresses in {new PostgresOptions(postgres!)}";
        _time = time;
        _build = gateways => Build(client => Configure(client, silos, postgres, tls, gateways, time));
        // A file that can't be read is reported at once.
        _host = _build(_gateways);
    }

    /// <summary>Whether a silo has answered since the connection was begun.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>What keeps calls from being answered, in the words of a message; null: nothing that is known.</summary>
    public string? Obstacle =>
        _isConnected && _gateways.Value > 0 && _time.GetElapsedTime(Volatile.Read(ref _answered)) < MaxSilence
            ? null
            : $"no silo is reachable at {_place}";

    /// <summary>Calls the silos.</summary>
    /// <exception cref="SweepException">No silo has answered yet.</exception>
    public IClusterClient Client => _isConnected ? _host!.Services.GetRequiredService<IClusterClient>() : throw Refusal(inner: null);

    /// <summary>Connects, or gives up after some seconds; then keeps the connection.</summary>
    /// <exception cref="SweepException">No silo answers.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await StartHostAsync(cancellation);
        _keeping = CallAsync();
    }

    /// <summary>Begins to connect, and returns once a silo has answered, or after <paramref name="patience"/>: then the connection is tried
    /// on.</summary>
    public async Task BeginAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _keeping = KeepAsync(connected);
        try
        {
            await connected.Task.WaitAsync(patience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // The caller reads the obstacle.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stop.CancelAsync();
        if (_keeping is { } keeping)
            await keeping;
        if (_isConnected)
            await _host!.StopAsync();
        _host?.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync(TaskCompletionSource connected)
    {
        try
        {
            while (!_isConnected)
            {
                try
                {
                    await StartHostAsync(_stop.Token);
                }
                catch (SweepException)
                {
                    await Task.Delay(Attempts.FirstPause, _time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }

        connected.SetResult();
        await CallAsync();
    }

    private async Task StartHostAsync(CancellationToken cancellation)
    {
        try
        {
            _host ??= _build(_gateways = new());
            await _host.StartAsync(cancellation);
            Volatile.Write(ref _answered, _time.GetTimestamp());
            _isConnected = true;
        }
        catch (Exception failure)
        {
            // A client that could not start can't be started again.
            _host?.Dispose();
            _host = null;
            cancellation.ThrowIfCancellationRequested();
            throw failure as SweepException ?? Refusal(failure);
        }
    }

    /// <summary>Calls the silos from time to time, until disposed.</summary>
    private async Task CallAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(CallInterval, _time, _stop.Token);
                if (await IsAnsweredAsync())
                    Volatile.Write(ref _answered, _time.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task<bool> IsAnsweredAsync()
    {
        try
        {
            await Client.GetGrain<ISweepCatalogGrain>(0).SlotsAsync().WaitAsync(CallLimit, _time, _stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // A refusal is an answer, such as that of a silo which finds no coordinator.
            return failure is not (TimeoutException or OperationCanceledException);
        }
    }

    private SweepException Refusal(Exception? inner) => new(
        $"The cluster can't be used: {Obstacle ?? "no silo has answered yet"}. Start silos with ./sweep silo, or look at their logs.",
        SweepErrorKind.Environment, inner);

    private static IHost Build(Action<IClientBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(configure);
        return builder.Build();
    }

    private static void Configure(
        IClientBuilder client, SilosPlace silos, string? postgres, TlsFiles? tls, GatewayCount gateways, TimeProvider time)
    {
        var cluster = silos.ClusterId
            ?? (Environment.GetEnvironmentVariable("SWEEP_CLUSTER_ID") is { Length: > 0 } id ? id : "sweepcluster");
        if (silos.Gateway is { } port)
        {
            client.UseLocalhostClustering(port, cluster, cluster);
        }
        else
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, cluster));
            client.UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = PostgresConnection.ForMembership(postgres!);
            });
        }

        client.UseMutualTls(tls);
        // A call to a silo that was killed is given up in seconds.
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.AddGatewayCountChangedHandler((_, change) => gateways.Value = change.NumberOfConnectedGateways);
        var attempts = Attempts.Start(time);
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await attempts.WaitAsync(cancellation);
            return attempts.MayRetry;
        });
    }

    /// <summary>Gateways of silos that one Orleans client is connected to.</summary>
    private sealed class GatewayCount
    {
        private volatile int _value;

        public int Value
        {
            get => _value;
            set => _value = value;
        }
    }
}
