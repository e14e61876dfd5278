using SweepCluster.Results.Text;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Coordinator.Views;

/// <summary>Describes data sets in words and in JSON.</summary>
internal static class DatasetText
{
    public static IReadOnlyList<string> Lines(IEnumerable<DatasetListing> listings, int width)
    {
        var table = new TextTable(
            new("data set"), new("train", Right: true, DropOrder: 2), new("test", Right: true, DropOrder: 2), new("state"),
            new("where", DropOrder: 1, ShrinksTo: 16));
        foreach (var listing in listings)
            table.Add(
                listing.Name, FigureText.Count(listing.TrainImages), FigureText.Count(listing.TestImages), State(listing), Where(listing));
        return table.Lines(width);
    }

    public static string Json(DatasetListing listing) => JsonLine.Object(json =>
    {
        json.WriteString("dataset", listing.Name);
        json.WriteString("title", listing.Title);
        json.WriteNumber("train_images", listing.TrainImages);
        json.WriteNumber("test_images", listing.TestImages);
        json.WriteString("state", State(listing));
        json.WriteString("folder", listing.Folder);
        json.WriteString("detail", listing.Detail);
    });

    public static string State(DatasetListing listing) => listing.State.ToString().ToLowerInvariant();

    private static string Where(DatasetListing listing) => listing switch
    {
        { State: DatasetState.Generated } => "drawn when needed, no files",
        { Detail.Length: > 0 } => listing.Detail,
        { Folder: { } folder } => folder,
        _ => $"fetched on first use, or with: ./sweep data fetch {listing.Name}",
    };
}
