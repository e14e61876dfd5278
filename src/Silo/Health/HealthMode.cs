using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using SweepCluster.Client.Orleans;
using SweepCluster.Model;
using SweepCluster.Silo.Configuration;

namespace SweepCluster.Silo.Health;

/// <summary><c>sweep-silo health [URL] [--timeout SECONDS] [--config FILE]</c>: requests the readiness of this machine's silo, and ends
/// with 0 or 1. The image of a silo holds no other program for it.</summary>
internal static class HealthMode
{
    private const string Verb = "health";
    private const string TimeoutOption = "--timeout";
    private const string ConfigOption = "--config";

    public static bool IsAsked(string[] arguments) => arguments is [Verb, ..];

    /// <param name="arguments">As the program was given them.</param>
    /// <returns>0 if the silo is ready, else 1.</returns>
    /// <exception cref="SweepException">An argument can't be used.</exception>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        var (url, seconds, file) = Parse(arguments[1..]);
        var timeout = HealthProbe.ParseTimeout(seconds);
        var answer = await HealthProbe.QueryAsync(
            HealthProbe.ParseUrl(url ?? DefaultUrl(Configuration(file))), timeout, CancellationToken.None);
        await output.WriteLineAsync(answer.ToString());
        return answer.IsHealthy ? 0 : 1;
    }

    /// <summary>Where a silo with this configuration answers its own machine.</summary>
    /// <exception cref="SweepException">It has no port for probes.</exception>
    internal static string DefaultUrl(IConfiguration configuration)
    {
        var http = configuration[$"{SiloOptions.Section}:{nameof(SiloOptions.Http)}"] ?? new SiloOptions().Http;
        if (http.Length == 0)
            throw new SweepException("Silo:Http is empty, so the silo has no address for probes. Give it one, or a URL to this command.");
        if (!Uri.TryCreate(http, UriKind.Absolute, out var url))
            return http;
        return IPAddress.TryParse(url.DnsSafeHost, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(url) { Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]" }.Uri.AbsoluteUri
            : url.AbsoluteUri;
    }

    private static IConfiguration Configuration(string? file)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        return builder.AddEnvironmentVariables().Build();
    }

    private static (string? Url, int Seconds, string? File) Parse(string[] arguments)
    {
        var (url, seconds, file) = ((string?)null, HealthProbe.DefaultSeconds, (string?)null);
        for (var index = 0; index < arguments.Length; index++)
        {
            var parts = arguments[index].Split('=', 2);
            switch (parts[0])
            {
                case TimeoutOption:
                    var given = Value(parts, arguments, ref index);
                    seconds = int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : throw new SweepException($"{TimeoutOption}: '{given}' is not a whole number of seconds.");
                    break;
                case ConfigOption:
                    file = Value(parts, arguments, ref index);
                    break;
                case var other when other.StartsWith('-') || url is not null:
                    throw new SweepException($"{Verb}: '{arguments[index]}' is not known. "
                        + $"Usage: sweep-silo {Verb} [URL] [{TimeoutOption} SECONDS] [{ConfigOption} FILE]");
                default:
                    url = arguments[index];
                    break;
            }
        }

        return (url, seconds, file);
    }

    private static string Value(string[] parts, string[] arguments, ref int index) =>
        parts.Length == 2 ? parts[1]
        : ++index < arguments.Length ? arguments[index]
        : throw new SweepException($"{parts[0]}: its value is missing.");
}
