using System.Globalization;
using System.Reflection;
using System.Text;

namespace SweepCluster.Silo.Configuration;

/// <summary>What <c>./sweep silo --help</c> prints: every setting with its default.</summary>
internal static class SiloHelp
{
    /// <summary>The settings in the order in which they are printed; each is a property of <see cref="SiloOptions"/> or of one of its
    /// parts.</summary>
    public static IReadOnlyList<SiloSetting> Settings { get; } =
    [
        new("Clustering", "how silos find each other: localhost (this machine, for trying it) or postgres"),
        new("Postgres", "connection string of the database of membership and results; needed for postgres"),
        new("ClusterId", "silos and clients of one cluster agree in it"),
        new("ServiceId", "silos of one cluster agree in it"),
        new("SiloPort", "port for other silos"),
        new("GatewayPort", "port for clients, such as ./sweep serve --silos"),
        new("PrimaryPort", "with localhost: the silo port of the first silo, which all others need"),
        new("AdvertisedAddress", "IP address by which others reach this silo; none: the first of this host"),
        new("Roles", "coordinator, worker, or both with a comma"),
        new("Home", "folder of results (with localhost) and of checkpoints; none: ./sweepcluster"),
        new("Checkpoints", "folder or bucket (s3://NAME/PREFIX) of checkpoints for all workers; none: in the home folder"),
        new("Data", "folder of data sets; none: the default search"),
        new("Accelerator", "what the slots train on: cpu or gpu"),
        new("Trainer", "cpu, torch or noop; none: by the accelerator"),
        new("TorchDevice", "device of the trainer torch: cuda, cuda:1, mps or cpu"),
        new("Slots", "training slots; none: one per core, or one per GPU"),
        new("Device", "name of the processor or GPU for people; none: as found"),
        new("DrainSeconds", "how long a silo that is asked to stop waits for checkpoints"),
        new("Http", "address of /health and /metrics; empty: none"),
        new("HostNames", "names, with commas, by which others reach that address"),
        new("MetricsSweeps", "sweeps that /metrics shows at most: those that run here and the latest ones of the results store"),
        new("StopWithInput", "whether the silo stops when its standard input ends"),
        new("Membership:ProbeSeconds", "how often a silo probes another one, and waits for the answer"),
        new("Membership:MissedProbes", "how many missed probes in a row make a silo suspected"),
        new("Membership:Votes", "how many silos must suspect a silo to declare it dead"),
        new("Membership:RefreshSeconds", "how often the membership table is read"),
        new("Membership:AliveSeconds", "how often a silo writes its sign of life into the membership table"),
        new("Tls:Certificate", "PEM file of the silo's certificate; none: no TLS"),
        new("Tls:Key", "PEM file of its key"),
        new("Tls:Authority", "PEM file of the authority of all certificates"),
        new("Tls:Name", "name that the other silos' certificates bear"),
        new("Tls:Reload", "whether changed files are read again, for new connections"),
    ];

    /// <summary>The whole text.</summary>
    public static string Write()
    {
        var text = new StringBuilder(
            """
            One silo of a cluster; docs/cluster.md describes clusters.

            Usage: ./sweep silo [--config FILE] [--Silo:SETTING VALUE ...]
                   ./sweep silo health [URL] [--timeout SECONDS]

            A setting is taken from the command line, else from the environment (Silo__SETTING=VALUE, with __ for each colon),
            else from the section Silo of FILE (JSON). --Logging:LogLevel:SweepCluster Debug logs decisions, see docs/logs.md.


            """);
        var width = Settings.Max(setting => setting.Name.Length);
        foreach (var setting in Settings)
            text.Append(CultureInfo.InvariantCulture, $"  {setting.Name.PadRight(width)}  {setting.Text} [{DefaultOf(setting.Name)}]\n");
        return text.ToString();
    }

    private static string DefaultOf(string name)
    {
        object? value = new SiloOptions();
        foreach (var part in name.Split(':'))
            value = Property(value!, part).GetValue(value);
        return value switch
        {
            null or "" => "none",
            bool isOn => isOn ? "true" : "false",
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        };
    }

    private static PropertyInfo Property(object owner, string name) => owner.GetType().GetProperty(name)
        ?? throw new InvalidOperationException($"{owner.GetType().Name} has no property '{name}'.");
}
