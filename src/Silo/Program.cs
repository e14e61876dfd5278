using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SweepCluster.Model;
using SweepCluster.Silo;
using SweepCluster.Silo.Configuration;
using SweepCluster.Silo.Health;

try
{
    // By a method of its own: what a silo is made of is not loaded for a question.
    if (HealthMode.IsAsked(args))
        return await HealthMode.RunAsync(args, Console.Out);
    if (!SiloArguments.AskForHelp(args))
        return await RunAsync(args);
    await Console.Out.WriteAsync(SiloHelp.Write());
    return 0;
}
catch (SweepException mistake)
{
    await Console.Error.WriteLineAsync($"sweep-silo: {mistake.Message}");
    return mistake.Kind == SweepErrorKind.Input ? 2 : 1;
}
catch (Exception unreadable) when (unreadable is FileNotFoundException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"sweep-silo: the configuration file can't be read: {unreadable.Message}");
    return 2;
}

static async Task<int> RunAsync(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(args);
    if (builder.Configuration[SiloArguments.Config] is { } file)
        builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false).AddEnvironmentVariables().AddCommandLine(args);
    var options = SiloOptionsCheck.Read(builder.Configuration.GetSection(SiloOptions.Section));
    await using var program = await SiloProgram.BuildAsync(builder, options);
    try
    {
        await program.RunAsync();
        return 0;
    }
    catch (Exception failure) when (TakenPort.IsCauseOf(failure))
    {
        await Console.Error.WriteLineAsync($"sweep-silo: {TakenPort.Describe(options)}");
        return TakenPort.ExitCode;
    }
}
