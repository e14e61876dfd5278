using SweepCluster.Model;

namespace SweepCluster.Coordinator.Notifications;

/// <summary>Where a notification is sent to.</summary>
/// <param name="Address">An http or https address. It may be a secret itself, so messages name its host alone.</param>
/// <param name="Secret">The key of the signature; null: notifications are not signed.</param>
internal sealed record NotificationTarget(Uri Address, string? Secret)
{
    /// <summary>The environment variable with the key of signatures.</summary>
    public const string SecretVariable = "SWEEP_NOTIFY_SECRET";

    /// <summary>Whether the receiver is Slack, which takes a text alone.</summary>
    public bool IsSlack => Address.Host is "hooks.slack.com" or "hooks.slack-gov.com";

    /// <exception cref="SweepException">The text is not an http or https address.</exception>
    public static NotificationTarget Parse(string given) =>
        Uri.TryCreate(given, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.UserInfo.Length == 0
            ? new(address, Environment.GetEnvironmentVariable(SecretVariable) is { Length: > 0 } secret ? secret : null)
            : throw new SweepException(
                "--notify: it is not a valid address. Give one that begins with http:// or https:// and has no user in it.");
}
