using System.Text.Json;
using SweepCluster.Model.Configurations;
using SweepCluster.Results.Text;

namespace SweepCluster.Api.Dashboard;

/// <summary>The module from which the dashboard's script reads the columns of the leaderboard.</summary>
internal static class LeaderboardModule
{
    public const string FileName = "leaderboard-columns.js";

    /// <summary>The columns of <see cref="LeaderboardColumns"/> that the dashboard shows: those with a field that are not drawn.</summary>
    public static IEnumerable<LeaderboardColumn> Columns =>
        LeaderboardColumns.All.Where(column => column.Fields.Count > 0 && !column.IsDrawn);

    /// <summary>The text of the module.</summary>
    public static string Write() => $"""
        export const maxSettings = {LeaderboardColumns.MaxSettings};
        export const columns = [
        {string.Join("\n", Columns.Select(column => JsonLine.Object(json => Column(json, column)) + ","))}
        ];

        """;

    private static void Column(Utf8JsonWriter json, LeaderboardColumn column)
    {
        json.WriteString("header", column.Header);
        json.WriteString("field", column.Fields[0].Name);
        json.WriteString("format", Name(column.Format));
        json.WriteBoolean("numeric", column.IsNumeric);
        json.WriteString("kind", column.Kind is { } kind ? Name(kind) : null);
        json.WriteString("metric", column.Metric?.Name());
        json.WriteBoolean("optional", column.IsOptional);
    }

    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
