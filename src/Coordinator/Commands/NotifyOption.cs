using System.CommandLine;
using System.Globalization;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Notifications;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary>The option <c>--notify URL</c>.</summary>
internal static class NotifyOption
{
    public static Option<string?> Create() => new("--notify")
    {
        Description = "Post a notification to this address when the sweep ends or is paused, also for Slack; see docs/notifications.md.",
        HelpName = "URL",
    };

    /// <summary>Reads the address, so that an invalid one is refused before anything runs.</summary>
    public static CommandScope WithNotification(this CommandScope scope, ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } address ? scope with { Notify = NotificationTarget.Parse(address) } : scope;

    /// <summary>Notifies the target of a sweep that has ended or is paused; an interrupted one continues. A notification that can't be sent
    /// is reported, and changes nothing else.</summary>
    public static async Task SendAsync(
        CommandHost host, NotificationTarget target, SweepEnding ending, SweepSpec spec, CommandSettings settings, TextWriter output,
        CancellationToken cancellation)
    {
        if (ending.Sweep.Status == SweepStatus.Running)
            return;
        using var handler = host.OpenHttp();
        var delivery = string.Create(
            CultureInfo.InvariantCulture, $"{ending.Sweep.Id}.{ending.Sweep.Pass}.{ending.Sweep.Status}.{ending.Sweep.RunSeconds:R}");
        var reason = await new NotificationSender(target, handler, host.Time)
            .SendAsync(NotificationBody.Write(ending, spec, target.IsSlack), delivery.ToLowerInvariant(), cancellation);
        if (settings.Json)
        {
            output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("event", "notification");
                json.WriteBoolean("sent", reason is null);
                json.WriteString("reason", reason ?? "");
            }));
        }
        else if (reason is not null)
        {
            output.WriteLine($"The notification could not be sent: {TerminalText.Line(reason)}.");
        }
    }
}
