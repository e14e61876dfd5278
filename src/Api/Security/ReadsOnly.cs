namespace SweepCluster.Api.Security;

/// <summary>Marks an endpoint that changes nothing although its method is POST, because its question is too long for an address: the audit
/// log, which is about changes, has no line for it.</summary>
internal sealed class ReadsOnly;
