using System.Text.Json.Serialization;

namespace SweepCluster.Api.Keys;

/// <summary>The permissions of a key; each includes those before it.</summary>
public enum KeyScope
{
    /// <summary>Reads sweeps and their results.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>Submits and changes sweeps.</summary>
    [JsonStringEnumMemberName("submit")]
    Submit,

    /// <summary>Everything, including permissions of later versions.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}

public static class KeyScopes
{
    public static string Name(this KeyScope scope) => scope switch
    {
        KeyScope.Read => "read",
        KeyScope.Submit => "submit",
        KeyScope.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Unknown scope."),
    };
}
