using System.Runtime.InteropServices;

namespace SweepCluster.Training.Tests.Data;

/// <summary>Makes named pipes, which block whatever opens them.</summary>
internal static partial class NamedPipe
{
    /// <summary>Makes the pipe and returns its path.</summary>
    public static string Create(string path)
    {
        MakePipe(path, 0b110_000_000).ShouldBe(0);
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
