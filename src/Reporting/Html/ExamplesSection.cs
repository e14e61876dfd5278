using SweepCluster.Reporting.Content;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with examples of the images.</summary>
public static class ExamplesSection
{
    public static ReportSection? Create(ReportContent content) =>
        content.Trial?.Network is not { } network ? null : new("images", "The images", page =>
        {
            page.Add($"<p>The first {network.Examples.Count} training images of {network.Dataset} with the names of their "
                + $"classes.</p><ul class=\"gallery\">");
            foreach (var (index, image) in network.Examples.Index())
            {
                page.Add($"<li><figure><img src=\"data:image/png;base64,{Convert.ToBase64String(image.Png)}\" width=\"84\" height=\"84\" "
                    + $"alt=\"Training image {index}\">"
                    + $"<figcaption>{network.ClassNames[image.Label]}</figcaption></figure></li>");
            }

            page.Add($"</ul>");
        });
}
