using System.Net;
using Microsoft.Extensions.Configuration;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Files;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Configuration;

/// <summary>Reports every error in a silo's configuration before the silo starts.</summary>
internal static class SiloOptionsCheck
{
    /// <summary>The name of <see cref="SiloOptions.Checkpoints"/> in messages.</summary>
    public const string CheckpointsSetting = "Silo:Checkpoints";

    public static readonly string[] Clusterings = ["localhost", "postgres"];

    public static readonly string[] Trainers = ["cpu", "torch", "noop"];

    /// <summary>Each silo is watched by so many others at most, by Orleans' default.</summary>
    private const int MaxVotes = 10;

    private static readonly string[] Roles = [SiloLabels.Coordinator, SiloLabels.Worker];

    /// <exception cref="SweepException">There are errors; the message has a line for each.</exception>
    public static SiloOptions Read(IConfiguration section)
    {
        SiloOptions options;
        try
        {
            options = section.Get<SiloOptions>() ?? new();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new SweepException($"{unreadable.Message} Give a value of that type.", SweepErrorKind.Input, unreadable);
        }

        var problems = Problems(options).ToList();
        return problems.Count == 0 ? options : throw new SweepException(string.Join('\n', problems));
    }

    public static string[] RolesOf(SiloOptions options) =>
        options.Roles.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> Problems(SiloOptions options)
    {
        if (!Clusterings.Contains(options.Clustering))
            yield return Unknown(nameof(options.Clustering), options.Clustering, Clusterings);
        if (options.Clustering == "postgres" && string.IsNullOrWhiteSpace(options.Postgres))
            yield return "Silo:Postgres: the connection string is missing. "
                + "Give for example Silo__Postgres=\"Host=db;Database=sweeps;Username=sweeps;Password=...\".";
        foreach (var (name, port) in new[]
        {
            (nameof(options.SiloPort), options.SiloPort),
            (nameof(options.GatewayPort), options.GatewayPort),
            (nameof(options.PrimaryPort), options.PrimaryPort),
        })
        {
            if (port is < 1 or > 65535)
                yield return $"Silo:{name}: {port} is not a port. Allowed: 1 to 65535.";
        }

        if (options.SiloPort == options.GatewayPort)
            yield return $"Silo:GatewayPort: {options.GatewayPort} is the silo port as well. Give two different ports.";
        if (options.AdvertisedAddress is { } address && !IPAddress.TryParse(address, out _))
            yield return $"Silo:AdvertisedAddress: '{address}' is not an IP address. Give one that the other silos can reach.";
        var roles = RolesOf(options);
        if (roles.Length == 0)
            yield return $"Silo:Roles: there is none. Allowed: {string.Join(", ", Roles)}, or both with a comma.";
        foreach (var role in roles.Except(Roles))
            yield return Unknown(nameof(options.Roles), role, Roles);
        if (CheckpointsProblem(options.Checkpoints) is { } place)
            yield return place;
        if (!AcceleratorNames.All.Contains(options.Accelerator))
            yield return Unknown(nameof(options.Accelerator), options.Accelerator, AcceleratorNames.All);
        if (options.Slots is < 1 or > 1024)
            yield return $"Silo:Slots: {options.Slots} is not possible. Allowed: 1 to 1024.";
        if (options.Trainer is { } trainer && !Trainers.Contains(trainer))
            yield return Unknown(nameof(options.Trainer), trainer, Trainers);
        if (options.DrainSeconds is < 0 or > 3600)
            yield return $"Silo:DrainSeconds: {options.DrainSeconds} is not possible. Allowed: 0 to 3600.";
        if (options.MetricsSweeps is < 1 or > SweepBoard.SweepLimit)
            yield return $"Silo:MetricsSweeps: {options.MetricsSweeps} is not possible. Allowed: 1 to {SweepBoard.SweepLimit}.";
        if (options.Http.Length > 0 && !Uri.TryCreate(options.Http, UriKind.Absolute, out _))
            yield return $"Silo:Http: '{options.Http}' is not an address such as http://127.0.0.1:8081; empty: none.";
        foreach (var problem in TlsProblems(options.Tls).Concat(MembershipProblems(options.Membership)))
            yield return problem;
    }

    private static string? CheckpointsProblem(string? place)
    {
        if (string.IsNullOrEmpty(place))
            return null;
        try
        {
            CheckpointPlace.Parse(place, CheckpointsSetting);
            return null;
        }
        catch (SweepException mistake)
        {
            return mistake.Message;
        }
    }

    private static IEnumerable<string> MembershipProblems(MembershipOptions membership)
    {
        foreach (var (name, seconds, min, max) in new[]
        {
            (nameof(membership.ProbeSeconds), membership.ProbeSeconds, 0.1, 60),
            (nameof(membership.RefreshSeconds), membership.RefreshSeconds, 1, 600),
            (nameof(membership.AliveSeconds), membership.AliveSeconds, 1, 600),
        })
        {
            if (!(seconds >= min && seconds <= max))
                yield return FormattableString.Invariant(
                    $"Silo:Membership:{name}: {seconds} is not possible. Allowed: {min} to {max} seconds.");
        }

        if (membership.MissedProbes is < 1 or > 100)
            yield return $"Silo:Membership:MissedProbes: {membership.MissedProbes} is not possible. Allowed: 1 to 100.";
        if (membership.Votes is < 1 or > MaxVotes)
            yield return $"Silo:Membership:Votes: {membership.Votes} is not possible. Allowed: 1 to {MaxVotes}, "
                + "which is the number of silos that watch a silo.";
    }

    private static IEnumerable<string> TlsProblems(TlsOptions tls)
    {
        var files =
            new[] { (nameof(tls.Certificate), tls.Certificate), (nameof(tls.Key), tls.Key), (nameof(tls.Authority), tls.Authority) };
        if (files.All(file => string.IsNullOrEmpty(file.Item2)))
            yield break;
        foreach (var (name, path) in files)
        {
            if (string.IsNullOrEmpty(path))
                yield return $"Silo:Tls:{name}: it is missing. Certificate, Key and Authority go together; none of them: no TLS.";
            else if (!File.Exists(path))
                yield return $"Silo:Tls:{name}: there is no file '{path}'.";
        }
    }

    private static string Unknown(string name, string value, string[] allowed) =>
        $"Silo:{name}: '{value}' is not known. Allowed: {string.Join(", ", allowed)}.";
}
