namespace SweepCluster.Testing.Servers;

/// <summary>What goes wrong with one request to a <see cref="S3Server"/>.</summary>
public enum S3Fault
{
    None,

    /// <summary>It is refused with the status 503.</summary>
    Unavailable,

    /// <summary>The connection is closed in the middle of the object.</summary>
    BreaksOff,
}
