using CsvHelper;

namespace SweepCluster.Reporting.Exports;

/// <summary>Writes the rows of a table, each as soon as it is read.</summary>
public static class ExportWriter
{
    private static readonly CsvWriterOptions Csv = new() { NewLine = "\n" };

    /// <summary>Writes one array, an object a line.</summary>
    public static async Task WriteJsonAsync(IAsyncEnumerable<string> rows, TextWriter output, CancellationToken cancellation)
    {
        await output.WriteAsync('[');
        var separator = "\n";
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await output.WriteAsync(separator);
            await output.WriteAsync(row);
            separator = ",\n";
        }

        await output.WriteAsync("\n]\n");
    }

    /// <summary>Writes CSV by RFC 4180 with a header, but with \n line ends.</summary>
    public static async Task WriteCsvAsync(
        CsvColumns columns, IAsyncEnumerable<string> rows, TextWriter output, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(output, Csv, leaveOpen: true);
        await csv.WriteRecordAsync([.. columns.Names], cancellation);
        await foreach (var row in rows.WithCancellation(cancellation))
            await csv.WriteRecordAsync(columns.Cells(row), cancellation);
    }
}
