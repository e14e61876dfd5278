using System.CommandLine;
using SweepCluster.Api.Http;
using SweepCluster.Client.Orleans;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep health</c>: whether a server is ready, by its exit code: for the health checks of containers.</summary>
internal static class HealthCommand
{
    public static Command Create(GlobalOptions options)
    {
        var url = new Argument<string>("URL")
        {
            Description = $"The address of an API server or of a silo's port for probes. Default: {ApiOptions.DefaultListen}. "
                + $"Without a path it is asked for {HealthProbe.ReadyPath}.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => ApiOptions.DefaultListen,
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "How long an answer is waited for, in seconds. Default: 5.",
            HelpName = "N",
            DefaultValueFactory = _ => HealthProbe.DefaultSeconds,
        };
        var command = new Command("health", "Ask a server whether it is ready: exit code 0 if it is, else 1.") { url, timeout };
        command.SetAction(async (parsed, cancellation) =>
        {
            var wait = HealthProbe.ParseTimeout(parsed.GetValue(timeout));
            var answer = await HealthProbe.QueryAsync(HealthProbe.ParseUrl(parsed.GetRequiredValue(url)), wait, cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(options.WantsJson(parsed) ? Json(answer) : answer.ToString());
            return answer.IsHealthy ? ExitCodes.Done : ExitCodes.InternalError;
        });
        return command;
    }

    private static string Json(HealthAnswer answer) => JsonLine.Object(json =>
    {
        json.WriteString("url", answer.Url.AbsoluteUri);
        json.WriteBoolean("healthy", answer.IsHealthy);
        json.WriteString("answer", answer.Text);
    });
}
