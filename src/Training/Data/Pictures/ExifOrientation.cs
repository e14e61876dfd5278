using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Jpeg;

namespace SweepCluster.Training.Data.Pictures;

/// <summary>Reads the rotation that a camera recorded for its picture (EXIF 2.32, tag 0x0112): 1 (none) to 8.</summary>
internal static class ExifOrientation
{
    private static readonly IJpegSegmentMetadataReader[] Readers = [new ExifReader()];

    /// <summary>The orientation; 1 if the file is not a JPEG, or has no valid one.</summary>
    public static int Read(byte[] file)
    {
        if (file is not [0xFF, 0xD8, ..])
            return 1;
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            var exif = JpegMetadataReader.ReadMetadata(stream, Readers).OfType<ExifIfd0Directory>().FirstOrDefault();
            return exif is not null && exif.TryGetInt32(ExifDirectoryBase.TagOrientation, out var orientation)
                && orientation is >= 1 and <= 8
                ? orientation
                : 1;
        }
        catch (Exception error) when (error is JpegProcessingException or MetadataException or IOException)
        {
            // The pixels could be decoded, so the picture is used; only its EXIF data are damaged.
            return 1;
        }
    }

    /// <summary>The correction of the stored picture, as the end of "The picture was ..."; null for 1.</summary>
    public static string? Describe(int orientation) => orientation switch
    {
        2 => "mirrored left to right (EXIF)",
        3 => "rotated by 180 degrees (EXIF)",
        4 => "mirrored top to bottom (EXIF)",
        5 => "mirrored along its diagonal (EXIF)",
        6 => "rotated by 90 degrees clockwise (EXIF)",
        7 => "mirrored along its other diagonal (EXIF)",
        8 => "rotated by 90 degrees counterclockwise (EXIF)",
        _ => null,
    };
}
