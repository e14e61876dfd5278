using System.Globalization;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>Formats the place of a trial among others for the reasons of decisions.</summary>
internal static class RankText
{
    /// <summary>For example "3rd of 9 at 3 epochs: the best 3 go on".</summary>
    /// <param name="place">From 1.</param>
    /// <param name="best">Number of trials that go on.</param>
    public static string Format(int place, int count, int epochs, int best) =>
        string.Create(CultureInfo.InvariantCulture, $"{Ordinal(place)} of {count:N0} at {Epochs(epochs)}: ")
        + best switch
        {
            0 => "too few for one to go on",
            1 => "the best goes on",
            _ => string.Create(CultureInfo.InvariantCulture, $"the best {best:N0} go on"),
        };

    /// <summary>For example "1 epoch" or "3 epochs".</summary>
    public static string Epochs(int epochs) => string.Create(CultureInfo.InvariantCulture, $"{epochs:N0} epoch{(epochs == 1 ? "" : "s")}");

    private static string Ordinal(int place)
    {
        var ending = (place % 100) is >= 11 and <= 13 ? "th" : (place % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return place.ToString("N0", CultureInfo.InvariantCulture) + ending;
    }
}
