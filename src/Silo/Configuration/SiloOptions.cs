using Orleans.Configuration;
using SweepCluster.Client.Orleans;
using SweepCluster.Model.Configurations;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Configuration;

/// <summary>A silo's configuration, the section <c>Silo</c> of its file or environment (<c>Silo__SiloPort=11112</c>). Checked at start-up
/// by <see cref="SiloOptionsCheck"/>.</summary>
internal sealed class SiloOptions
{
    public const string Section = "Silo";

    public string ClusterId { get; set; } = "sweepcluster";

    public string ServiceId { get; set; } = "sweepcluster";

    /// <summary>How silos find each other: <c>localhost</c> (this machine, for a trial run) or <c>postgres</c>.</summary>
    public string Clustering { get; set; } = "localhost";

    /// <summary>Connection string of the database that holds membership and results; needed for <c>postgres</c>.</summary>
    public string? Postgres { get; set; }

    /// <summary>Port for connections between silos.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for connections from clients.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Silo port of the first silo, with <c>localhost</c>.</summary>
    public int PrimaryPort { get; set; } = 11111;

    /// <summary>The address at which others reach this silo; null: loopback for <c>localhost</c>, else the first address of this
    /// host.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary><c>coordinator</c>, <c>worker</c> or both, with commas.</summary>
    public string Roles { get; set; } = "coordinator,worker";

    /// <summary>Folder of results (with <c>localhost</c>) and, by default, of checkpoints.</summary>
    public string? Home { get; set; }

    /// <summary>Folder of checkpoints that all silos share, so that a trial can continue on any of them, or a bucket
    /// (<c>s3://bucket/prefix</c>); null: <c>Home/checkpoints</c>.</summary>
    public string? Checkpoints { get; set; }

    /// <summary>Folder of data sets; null: the default search.</summary>
    public string? Data { get; set; }

    /// <summary>The accelerator of the slots: <c>cpu</c> or <c>gpu</c>.</summary>
    public string Accelerator { get; set; } = AcceleratorNames.All[0];

    /// <summary>Number of training slots; null: one per core, or per GPU.</summary>
    public int? Slots { get; set; }

    /// <summary>The model of the GPU or CPU, for people; null: as detected.</summary>
    public string? Device { get; set; }

    /// <summary>Name of the trainer; null: the accelerator's trainer. <c>noop</c> trains nothing, for tests and benchmarks.</summary>
    public string? Trainer { get; set; }

    /// <summary>What the trainer <c>torch</c> trains on: <c>cuda</c> (every GPU that the process sees), <c>cuda:1</c>, <c>mps</c> or
    /// <c>cpu</c>.</summary>
    public string TorchDevice { get; set; } = "cuda";

    /// <summary>Seconds that a stopping silo waits for its trials to reach a checkpoint.</summary>
    public int DrainSeconds { get; set; } = 60;

    /// <summary>Address of <c>/health</c> and <c>/metrics</c>; empty for none.</summary>
    public string Http { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Host names in requests to <see cref="Http"/> that are accepted, separated by commas, in addition to <c>localhost</c>, this
    /// machine's name and IP addresses.</summary>
    public string HostNames { get; set; } = "";

    /// <summary>Maximum number of sweeps that <c>/metrics</c> shows: those whose grains the silo hosts and, of a coordinator, the latest
    /// sweeps at rest.</summary>
    public int MetricsSweeps { get; set; } = SweepBoard.DefaultSweeps;

    /// <summary>Whether the silo stops, in order, when its standard input ends: then it doesn't outlive who started it.</summary>
    public bool StopWithInput { get; set; }

    public TlsOptions Tls { get; set; } = new();

    public MembershipOptions Membership { get; set; } = new();
}

/// <summary>Mutual TLS between silos and from clients; off while no certificate is given.</summary>
internal sealed class TlsOptions
{
    /// <summary>PEM file of the silo's certificate, good for server and client authentication.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of its key.</summary>
    public string? Key { get; set; }

    /// <summary>PEM file of the authority that issued all certificates of the cluster.</summary>
    public string? Authority { get; set; }

    /// <summary>The name that the certificates of other silos must have.</summary>
    public string Name { get; set; } = "sweepcluster";

    /// <summary>Whether files that change are read again, for new connections.</summary>
    public bool Reload { get; set; } = true;

    /// <summary>Null: no certificate is given, so connections are open.</summary>
    public TlsFiles? ToFiles() =>
        string.IsNullOrEmpty(Certificate) ? null : new(Certificate, Key!, Authority!, Name) { Reload = Reload };
}

/// <summary>When silos declare another silo dead; see <c>docs/cluster.md</c>. All silos of a cluster should have the same values.</summary>
internal sealed class MembershipOptions
{
    /// <summary>In seconds: how often a silo probes another one, and how long it waits for the answer. Orleans adapts both to the
    /// answers of each silo, between half and four times this.</summary>
    public double ProbeSeconds { get; set; } = 1;

    /// <summary>How many probes in a row must be missed before a silo suspects another one.</summary>
    public int MissedProbes { get; set; } = 3;

    /// <summary>How many silos must suspect a silo to declare it dead. Orleans never requires more than half of the active silos.</summary>
    public int Votes { get; set; } = 1;

    /// <summary>In seconds: how often a silo reads the membership table, in case an announcement of a change was lost.</summary>
    public double RefreshSeconds { get; set; } = 5;

    /// <summary>In seconds: how often a silo writes a sign of life into the membership table. Silos that start ignore entries without one
    /// for three times this, such as those of a cluster whose silos were all lost.</summary>
    public double AliveSeconds { get; set; } = 10;

    /// <summary>Hands the values to Orleans.</summary>
    public void ApplyTo(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(ProbeSeconds);
        membership.NumMissedProbesLimit = MissedProbes;
        membership.NumVotesForDeathDeclaration = Votes;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(RefreshSeconds);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(AliveSeconds);
    }
}
