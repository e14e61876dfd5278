using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep data</c>: list, fetch and verify data sets.</summary>
internal static class DataCommand
{
    public static Command Create(CommandHost host, GlobalOptions options) =>
        new("data", "List, fetch and verify data sets.")
        {
            CreateList(host, options),
            CreateFetch(host, options),
            CreateVerify(host, options),
        };

    private static Command CreateList(CommandHost host, GlobalOptions options)
    {
        var command = new Command("list", "List the data sets that have a name, and where they are.");
        command.SetAction((parsed, cancellation) =>
        {
            using var library = new DatasetLibrary(DatasetFolders.Find(options.Read(parsed).RequireLocal("data").Data));
            Print(host, options, parsed, library.List(cancellation));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command CreateFetch(CommandHost host, GlobalOptions options)
    {
        var names = Names(ArgumentArity.OneOrMore, "The data sets to fetch, such as mnist.");
        var command = new Command("fetch", "Bring data sets into the user's cache, unless they are on this machine already.") { names };
        command.SetAction((parsed, cancellation) =>
        {
            var settings = options.Read(parsed).RequireLocal("data");
            var listings = new List<DatasetListing>();
            using (var progress = new DownloadLine(parsed.InvocationConfiguration.Error, host.Terminal))
            {
                using var library = new DatasetLibrary(
                    DatasetFolders.Find(settings.Data), settings.Quiet || settings.Json ? null : progress);
                foreach (var name in parsed.GetRequiredValue(names))
                    listings.Add(library.Fetch(name, cancellation));
            }

            Print(host, options, parsed, listings);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command CreateVerify(CommandHost host, GlobalOptions options)
    {
        var names = Names(ArgumentArity.ZeroOrMore, "The data sets to verify. Default: those on this machine.");
        var command = new Command("verify", "Compare the files of data sets with their published SHA-256 sums.") { names };
        command.SetAction((parsed, cancellation) =>
        {
            using var library = new DatasetLibrary(DatasetFolders.Find(options.Read(parsed).RequireLocal("data").Data));
            var named = parsed.GetValue(names) ?? [];
            IReadOnlyList<DatasetListing> listings = named.Length > 0
                ? [.. named.Select(name => library.Verify(name, cancellation))]
                : library.List(cancellation);
            Print(host, options, parsed, listings);
            Require(listings.Where(
                listing => listing.State == DatasetState.Damaged || (named.Length > 0 && listing.State == DatasetState.Absent)));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Argument<string[]> Names(ArgumentArity arity, string description)
    {
        var names = new Argument<string[]>("NAME") { Description = description, Arity = arity };
        names.CompletionSources.Add("mnist", "fashion-mnist", "glyphs");
        return names;
    }

    private static void Require(IEnumerable<DatasetListing> faulty)
    {
        var problems = faulty.Select(listing => listing.State == DatasetState.Damaged
            ? $"{listing.Name}: {listing.Detail}. Delete the file and run ./sweep data fetch {listing.Name}"
            : $"{listing.Name} is not on this machine{(listing.Detail.Length > 0 ? $" ({listing.Detail})" : "")}. "
                + $"Run ./sweep data fetch {listing.Name}").ToArray();
        if (problems.Length > 0)
            throw new SweepException(string.Join('\n', problems));
    }

    private static void Print(CommandHost host, GlobalOptions options, ParseResult parsed, IReadOnlyList<DatasetListing> listings)
    {
        var lines = options.Read(parsed).Json ? listings.Select(DatasetText.Json) : DatasetText.Lines(listings, host.Terminal.Width);
        foreach (var line in lines)
            parsed.InvocationConfiguration.Output.WriteLine(line);
    }
}
