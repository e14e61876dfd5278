using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Jpeg;

namespace SweepCluster.Training.Data.Pictures;

/// <summary>How a camera says that its picture must be turned (EXIF 2.32, tag 0x0112): 1 (not at all) to 8.</summary>
internal static class ExifOrientation
{
    private static readonly IJpegSegmentMetadataReader[] Readers = [new ExifReader()];

    /// <summary>1 where the file is not a JPEG, or says nothing that is valid.</summary>
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
            // The pixels could be decoded, so the picture is used; what is damaged is beside them.
            return 1;
        }
    }

    /// <summary>What turns the stored picture upright, as the end of "The picture was ..."; null for 1.</summary>
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
