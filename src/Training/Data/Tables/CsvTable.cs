using System.Globalization;
using System.IO.Compression;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using nietras.SeparatedValues;

namespace SweepCluster.Training.Data.Tables;

/// <summary>Reads a table of text, plain or gzip, with or without a header. Columns are separated by commas, semicolons or tabs.</summary>
internal static class CsvTable
{
    private const int MaxShown = 20;

    /// <exception cref="SweepException">The file has an error; the message names the line and the column.</exception>
    public static ImageRows Read(string path, CancellationToken cancellation)
    {
        using var file = RegularFile.Open(path);
        try
        {
            var isPacked = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            using Stream stream = isPacked ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            return Read(stream, path, cancellation);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            throw new SweepException(
                $"{path} is not a table of text that can be read ({error.Message.ReplaceLineEndings(" ")}). "
                + "Write it again as CSV in UTF-8.",
                inner: error);
        }
        catch (IOException error)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    private static ImageRows Read(Stream stream, string path, CancellationToken cancellation)
    {
        using var reader = Sep.Reader(options => options with { HasHeader = false, DisableColCountCheck = true, Unescape = true })
            .From(stream);
        TableLayout? layout = null;
        ImageRows? rows = null;
        var line = 0;
        foreach (var row in reader)
        {
            cancellation.ThrowIfCancellationRequested();
            line++;
            if (row.ColCount == 1 && row[0].Span.Trim().IsEmpty)
                continue;
            if (rows is null)
            {
                var isHeader = IsHeader(row);
                layout = TableLayout.FromNames(isHeader ? Names(row) : null, row.ColCount, path);
                rows = new(path, layout.Pixels);
                if (isHeader)
                    continue;
            }

            AddRow(row, layout!, rows, $"{path}, line {line}");
        }

        return rows ?? throw new SweepException($"{path} holds no images. Name a table with one image a row.");
    }

    private static void AddRow(SepReader.Row row, TableLayout layout, ImageRows rows, string place)
    {
        if (row.ColCount != layout.Columns)
            throw new SweepException(
                $"{place}: there are {row.ColCount:N0} columns, but {layout.Columns:N0} in the first line. Correct the line.");
        var pixels = rows.Add(Number(row, layout.Label, place));
        for (var column = 0; column < layout.Columns; column++)
        {
            if (column != layout.Label)
                pixels[layout.PixelOf(column)] = Number(row, column, place);
        }
    }

    private static byte Number(SepReader.Row row, int column, string place)
    {
        var text = row[column].Span;
        // Nearly every number is one to three digits; 70,000 images have 55 million.
        if (text.Length is >= 1 and <= 3)
        {
            var value = 0;
            foreach (var digit in text)
                value = char.IsAsciiDigit(digit) && value >= 0 ? (value * 10) + (digit - '0') : -1;
            if (value is >= 0 and <= byte.MaxValue)
                return (byte)value;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= byte.MaxValue
            && number == Math.Floor(number))
            return (byte)number;
        var shown = text.Length > MaxShown ? $"{text[..MaxShown]}..." : text.ToString();
        throw new SweepException(
            $"{place}, column {column + 1}: '{shown}' is not a whole number from 0 to 255. Labels and pixels are such numbers.");
    }

    // A header has the word label, or a name in every column: some programs name pixels by numbers.
    private static bool IsHeader(SepReader.Row row)
    {
        var numbers = 0;
        for (var column = 0; column < row.ColCount; column++)
        {
            if (TableLayout.IsLabel(row[column].Span))
                return true;
            if (double.TryParse(row[column].Span, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                numbers++;
        }

        return numbers == 0;
    }

    private static string[] Names(SepReader.Row row)
    {
        var names = new string[row.ColCount];
        for (var column = 0; column < names.Length; column++)
            names[column] = row[column].ToString();
        return names;
    }
}
