// Every test of this project starts a browser.
[assembly: SweepCluster.Testing.Requirements.Integration]
