using System.Text.Json.Serialization;

namespace SweepCluster.Api.Keys;

/// <summary>What a key lets its bearer do; each includes those before it.</summary>
public enum KeyScope
{
    /// <summary>See sweeps and their results.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>Submit sweeps and change them.</summary>
    [JsonStringEnumMemberName("submit")]
    Submit,

    /// <summary>Everything, also what later versions add.</summary>
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
