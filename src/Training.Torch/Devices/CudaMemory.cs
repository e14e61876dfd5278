using System.Runtime.InteropServices;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Reads the free memory of a device from the CUDA driver, which TorchSharp doesn't report.</summary>
internal static unsafe class CudaMemory
{
    private const int Success = 0;

    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];

    /// <summary>Number of free bytes of a device; null if there is no driver, or the call fails.</summary>
    public static long? FreeBytes(int device)
    {
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var driver))
                continue;
            try
            {
                return Query(driver, device);
            }
            finally
            {
                NativeLibrary.Free(driver);
            }
        }

        return null;
    }

    // The primary context is torch's own; it is made current on this thread only for this query.
    private static long? Query(nint driver, int device)
    {
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out var initialize)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGet", out var find)
            || !NativeLibrary.TryGetExport(driver, "cuDevicePrimaryCtxRetain", out var retain)
            || !NativeLibrary.TryGetExport(driver, "cuDevicePrimaryCtxRelease_v2", out var release)
            || !NativeLibrary.TryGetExport(driver, "cuCtxPushCurrent_v2", out var push)
            || !NativeLibrary.TryGetExport(driver, "cuCtxPopCurrent_v2", out var pop)
            || !NativeLibrary.TryGetExport(driver, "cuMemGetInfo_v2", out var memory))
        {
            return null;
        }

        int handle;
        nint context;
        if (((delegate* unmanaged<uint, int>)initialize)(0) != Success
            || ((delegate* unmanaged<int*, int, int>)find)(&handle, device) != Success
            || ((delegate* unmanaged<nint*, int, int>)retain)(&context, handle) != Success)
        {
            return null;
        }

        try
        {
            if (((delegate* unmanaged<nint, int>)push)(context) != Success)
                return null;
            nuint free, total;
            var answer = ((delegate* unmanaged<nuint*, nuint*, int>)memory)(&free, &total);
            ((delegate* unmanaged<nint*, int>)pop)(&context);
            return answer == Success ? (long)free : null;
        }
        finally
        {
            ((delegate* unmanaged<int, int>)release)(handle);
        }
    }
}
