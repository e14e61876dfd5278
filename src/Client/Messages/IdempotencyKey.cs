using SweepCluster.Model;

namespace SweepCluster.Client.Messages;

/// <summary>The header <c>Idempotency-Key</c> of a request that changes something, by the IETF draft
/// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/): a string in quotation marks, such as
/// <c>Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324"</c>.</summary>
public static class IdempotencyKey
{
    /// <summary>The name of the header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Maximum number of characters in a key.</summary>
    public const int MaxLength = 255;

    /// <summary>The header's value.</summary>
    /// <param name="key">Printable ASCII without quotation marks and backslashes.</param>
    public static string Format(string key) => $"\"{key}\"";

    /// <summary>The key that a header holds; null if there is no header. Quotation marks may be missing, which many clients leave
    /// out.</summary>
    /// <exception cref="SweepException">The header does not hold a valid key.</exception>
    public static string? Parse(string? header)
    {
        if (header is null)
            return null;
        var key = header is ['"', .. var quoted, '"'] ? quoted : header;
        return key.Length is > 0 and <= MaxLength && key.All(character => character is > ' ' and <= '~' and not '"' and not '\\')
            ? key
            : throw new SweepException(
                $"{Header}: the value is not a valid key. Give 1 to {MaxLength} printable ASCII characters without blanks, quotation marks "
                + "and backslashes, such as a UUID.");
    }
}
