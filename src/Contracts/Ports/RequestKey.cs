using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SweepCluster.Contracts.Ports;

/// <summary>The idempotency key of a request to submit or change a sweep. A client that lost the answer repeats the request with the same
/// key, and the request is carried out once; see <c>docs/adr/0022-idempotency-keys.md</c>.</summary>
/// <param name="Value">Chosen by the client, one for each action of its user.</param>
/// <param name="Fingerprint">SHA-256, lower-case hex, of what the client asked for: a key that is used for something else is
/// refused.</param>
[GenerateSerializer, Immutable, Alias("request-key")]
public sealed record RequestKey([property: Id(0)] string Value, [property: Id(1)] string Fingerprint)
{
    /// <summary>How long a key is kept after its first use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Creates a value that no other request has.</summary>
    public static string CreateValue() => Guid.NewGuid().ToString();

    /// <summary>The key of a request to submit a sweep.</summary>
    /// <param name="specText">As the client sent it. What is recorded may differ, such as by the rates of a range test.</param>
    public static RequestKey FromSubmission(string value, string specText, string? dataFolder) =>
        Create(value, "submit", dataFolder, specText);

    /// <summary>The key of a request to change a sweep.</summary>
    public static RequestKey FromChange(string value, SweepChange change) => change switch
    {
        SweepChange.Resume => Create(value, "resume"),
        SweepChange.Pause pause => Create(value, "pause", pause.Reason),
        SweepChange.Cancel => Create(value, "cancel"),
        SweepChange.Retry retry => Create(value, "retry", retry.Trial?.ToString(CultureInfo.InvariantCulture), $"{retry.Cancelled}"),
        SweepChange.Edit edit => Create(value, "edit", edit.SpecText),
        SweepChange.ExtendEpochs extend => Create(value, "extend-epochs", extend.Epochs.ToString(CultureInfo.InvariantCulture)),
        SweepChange.ExtendSeeds extend => Create(value, "extend-seeds", extend.Seeds.ToString(CultureInfo.InvariantCulture)),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Unknown change."),
    };

    // Only the last part is free text, so the parts can't run into each other.
    private static RequestKey Create(string value, params string?[] asked) =>
        new(value, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', asked)))));
}
