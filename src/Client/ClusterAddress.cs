using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Client;

/// <summary>The API that a command line works against instead of this machine's own sweeps.</summary>
/// <param name="Url">Ends with a slash.</param>
/// <param name="Key">The API key; null: none is sent.</param>
public sealed record ClusterAddress(Uri Url, string? Key)
{
    public const string Variable = "SWEEP_CLUSTER";
    public const string KeyVariable = "SWEEP_API_KEY";

    private const int MaxKeyBytes = 4096;

    /// <param name="url">As given with <c>--cluster</c> or in <see cref="Variable"/>.</param>
    /// <param name="keyFile">As given with <c>--api-key-file</c>; null: the key is taken from <see cref="KeyVariable"/>.</param>
    /// <exception cref="SweepException">The URL is none, or the key can't be read or used.</exception>
    public static ClusterAddress Read(string url, string? keyFile)
    {
        // A password with a slash in it is a path to the parser, so that every at sign is refused.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            || parsed.Query.Length > 0 || url.Contains('@'))
            throw new SweepException($"--cluster: '{UrlText.WithoutUser(url)}' is not the address of an API. "
                + "Give one such as http://127.0.0.1:7070, without a user's name, which is where ./sweep serve listens.");
        var key = keyFile is { Length: > 0 } ? ReadFile(keyFile) : Environment.GetEnvironmentVariable(KeyVariable)?.Trim();
        if (key is { Length: > 0 } && key.Any(character => character is <= ' ' or > '~'))
            throw new SweepException(
                $"The API key from {keyFile ?? KeyVariable} can't be one: a key is a single word, such as ./sweep keys add prints.");
        return new(parsed.AbsolutePath.EndsWith('/') ? parsed : new(parsed.AbsoluteUri + "/"), key is { Length: > 0 } ? key : null);
    }

    // Never the key.
    public override string ToString() => Url.AbsoluteUri.TrimEnd('/');

    private static string ReadFile(string path)
    {
        try
        {
            return RegularFile.ReadText(UserPath.Full(path), MaxKeyBytes).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--api-key-file: {path} can't be read ({error.Message}). Give a file that holds a key alone.", inner: error);
        }
    }
}
