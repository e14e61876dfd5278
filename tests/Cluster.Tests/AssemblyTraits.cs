using SweepCluster.Testing.Requirements;

[assembly: Integration]
