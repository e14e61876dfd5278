using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Loads TorchSharp's native library where the C++ library is that of GCC 12 (Debian 12, Ubuntu 22.04). TorchSharp is compiled
/// with the headers of a newer one, whose <c>iostream</c> names a function of GLIBCXX_3.4.32 that nothing calls. The loader demands that
/// version all the same, unless the demand is marked as weak: one bit (<c>VER_FLG_WEAK</c> of the ELF specification), set here in a copy.
/// A library that does use the version is left alone.</summary>
internal static class WeakenedLibrary
{
    /// <summary>The version that such a system's loader reports as missing.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const ushort Weak = 2;

    /// <summary>Loads a copy of the library that is marked so, and lets the assembly find it by its name.</summary>
    /// <returns>False: the library is another one than expected, or does not load for another reason.</returns>
    public static bool TryLoad(string file, Assembly assembly)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return false;
        var bytes = File.ReadAllBytes(file);
        if (!TryWeaken(bytes, Version))
            return false;
        // Only this user may write there. The file is mapped once it is loaded, and its name is needed no more.
        var folder = Directory.CreateTempSubdirectory("sweep-torch-");
        try
        {
            var copy = Path.Combine(folder.FullName, Path.GetFileName(file));
            File.WriteAllBytes(copy, bytes);
            if (!NativeLibrary.TryLoad(copy, out var handle))
                return false;
            var name = Path.GetFileNameWithoutExtension(file)["lib".Length..];
            NativeLibrary.SetDllImportResolver(assembly, (wanted, _, _) => wanted == name ? handle : 0);
            AssemblyLoadContext.GetLoadContext(assembly)!.ResolvingUnmanagedDll += (_, wanted) => wanted == name ? handle : 0;
            return true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Marks the library's demand for a version as weak.</summary>
    /// <returns>False if the library does not demand it, or uses a symbol of that version.</returns>
    internal static bool TryWeaken(Span<byte> elf, string version)
    {
        var image = new Image(elf);
        var strings = image.At(5);
        var versions = image.At(0x6ffffff0);
        if (image.Dynamic(0x6ffffffe) == 0 || strings < 0 || versions < 0)
            return false;
        for (var need = image.At(0x6ffffffe); ; need += image.Int(need + 12))
        {
            for (var entry = need + image.Int(need + 8); ; entry += image.Int(entry + 12))
            {
                if (image.Text(strings + image.Int(entry + 8)) == version)
                {
                    var index = image.Short(entry + 6);
                    if (image.Relocated(7, 8).Concat(image.Relocated(23, 2)).Any(symbol => image.Short(versions + (2 * symbol)) == index))
                        return false;
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(image.Short(entry + 4) | Weak));
                    return true;
                }

                if (image.Int(entry + 12) == 0)
                    break;
            }

            if (image.Int(need + 12) == 0)
                return false;
        }
    }

    /// <summary>The tables of an ELF file of 64 bits, little endian. Numbers of tables are the <c>DT_</c> constants of its
    /// specification.</summary>
    private sealed class Image
    {
        private readonly byte[] _bytes;
        private readonly List<(long Address, long Offset, long Length)> _loaded = [];
        private readonly Dictionary<long, long> _dynamic = [];

        public Image(ReadOnlySpan<byte> bytes)
        {
            _bytes = bytes.ToArray();
            var (start, size, count) = ((int)Long(32), Short(54), Short(56));
            var headers = Enumerable.Range(0, count).Select(header => start + (header * size)).ToArray();
            foreach (var header in headers.Where(header => Int(header) == 1))
                _loaded.Add((Long(header + 16), Long(header + 8), Long(header + 32)));
            foreach (var header in headers.Where(header => Int(header) == 2))
            {
                for (var entry = (int)Long(header + 8); Long(entry) != 0; entry += 16)
                    _dynamic[Long(entry)] = Long(entry + 8);
            }
        }

        public long Dynamic(long tag) => _dynamic.GetValueOrDefault(tag);

        /// <summary>The position of a table in the file; -1 if there is none.</summary>
        public int At(long tag)
        {
            var address = Dynamic(tag);
            foreach (var (start, offset, length) in _loaded)
            {
                if (address >= start && address < start + length)
                    return (int)(address - start + offset);
            }

            return -1;
        }

        /// <summary>Symbols that a table of relocations names.</summary>
        public IEnumerable<int> Relocated(long table, long size)
        {
            var start = At(table);
            for (var offset = 0; start >= 0 && offset < Dynamic(size); offset += 24)
                yield return Int(start + offset + 12);
        }

        public ushort Short(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(offset));

        public int Int(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(offset));

        public string Text(int offset) => Encoding.ASCII.GetString(_bytes.AsSpan(offset, _bytes.AsSpan(offset).IndexOf((byte)0)));

        private long Long(int offset) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(offset));
    }
}
