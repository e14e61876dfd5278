using SweepCluster.KernelGenerator;

// Writes the generated sources of the CPU trainer:
//     dotnet run --project eng/KernelGenerator -- src/Training/Cpu
// A test of Training.Tests fails when what is committed differs from what this writes.
if (args is not [var folder])
{
    Console.Error.WriteLine("usage: KernelGenerator FOLDER");
    return 2;
}

foreach (var (name, text) in GeneratedSources.All())
    File.WriteAllText(Path.Combine(folder, name), text);
return 0;
