// Compiled where the package feed lacks Orleans.
Console.Error.WriteLine(
    "sweep-silo: this build has no cluster runtime, because the package Microsoft.Orleans.Server was not in the NuGet cache. "
    + "Run ./sweep setup with a package feed that has it (nuget.org does), then build again.");
return 1;
