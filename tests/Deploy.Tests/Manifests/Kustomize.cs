using System.ComponentModel;
using System.Diagnostics;

namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary><c>kubectl kustomize</c>, where there is a kubectl.</summary>
internal static class Kustomize
{
    public static bool IsThere { get; } = Find();

    /// <summary>What a folder comes to. Skips the test where there is no kubectl.</summary>
    public static string Build(string folder)
    {
        Assert.SkipUnless(IsThere, "There is no kubectl on this machine's PATH.");
        var (code, output, error) = Run("kustomize", folder);
        code.ShouldBe(0, error);
        error.ShouldBeEmpty();
        return output;
    }

    private static bool Find()
    {
        try
        {
            return Run("version", "--client").Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
