namespace SweepCluster.Testing.Servers;

/// <summary>What goes wrong with one request to a <see cref="S3Server"/>.</summary>
public enum S3Fault
{
    /// <summary>Nothing goes wrong.</summary>
    None,

    /// <summary>It is refused with the status 403, as a request that the credentials don't permit.</summary>
    Forbidden,

    /// <summary>It is refused with the status 503.</summary>
    Unavailable,

    /// <summary>The connection is closed in the middle of the object.</summary>
    BreaksOff,
}
