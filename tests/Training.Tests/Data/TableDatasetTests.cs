using System.Text;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

/// <summary>Tables of images of 2 x 2 pixels; and Parquet tables that Golden/make_parquet.cs has written with Apache Arrow.</summary>
public sealed class TableDatasetTests : IDisposable
{
    private const string Rows = "1,0,10,20,30\n0,40,50,60,255\n";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", Rows)]
    [InlineData("label,1x1,1x2,2x1,2x2\n", Rows)]
    [InlineData("\"label\",\"pixel0\",\"pixel1\",\"pixel2\",\"pixel3\"\r\n", "\"1\",0,10,20,30\r\n0,40,50,60,255\r\n\r\n")]
    [InlineData("pixel0,pixel1,Label,pixel2,pixel3\n", "0,10,1,20,30\n40,50,0,60,255\n")]
    [InlineData("label,0,1,2,3\n", Rows)]
    [InlineData("class;a;b;c;d\n", "1;0;10;20;30\n0;40;50;60;255")]
    [InlineData("label,a,b,c,d\n", "1.0,0.0,10.0, 20,30\n0,4e1,50,060,255\n")]
    public void Load_CsvTables_OfEveryForm(string header, string rows)
    {
        File.WriteAllText(_folder.Combine("a.csv"), header + rows, Encoding.UTF8);
        File.WriteAllText(_folder.Combine("b.csv"), Rows);

        using var library = Library();
        var set = library.Load($"csv:{_folder.Combine("a.csv")},test={_folder.Combine("b.csv")}", Cancellation);

        (set.Train.Count, set.Train.Rows, set.Train.Columns, set.Train.Classes).ShouldBe((2, 2, 2, 2));
        set.Train.ImageRange(0, 2).ToArray().ShouldBe([0, 10, 20, 30, 40, 50, 60, 255]);
        set.Train.AllLabels.ToArray().ShouldBe([1, 0]);
        set.Test.ImageRange(0, 2).ToArray().ShouldBe([0, 10, 20, 30, 40, 50, 60, 255]);
    }

    [Fact]
    public void Load_AFolderAsKaggleHasIt_FindsBothTables()
    {
        File.WriteAllText(_folder.Combine("mnist_train.csv"), Rows);
        File.WriteAllBytes(_folder.Combine("mnist_test.csv.gz"), IdxSample.Pack(Encoding.UTF8.GetBytes("1,1,2,3,4\n")));
        File.WriteAllText(_folder.Combine("latest.csv"), "not a table");

        using var library = Library();
        var set = library.Load($"csv:{_folder.Path}", Cancellation);

        (set.Train.Count, set.Test.Count).ShouldBe((2, 1));
        set.Test.Image(0).ToArray().ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("1,0,10,20\n", "has 4 columns of pixels, but")]
    [InlineData("1,0,10,20,30\n1,0,10,20\n", "line 2: there are 4 columns, but 5 in the first line")]
    [InlineData("1,0,10,20,256\n", "line 1, column 5: '256' is not a whole number from 0 to 255")]
    [InlineData("1,0,10,20,x\n", "line 1, column 5: 'x' is not a whole number")]
    [InlineData("label,a,b,c,d\n1,0,10,20,0.5\n", "line 2, column 5: '0.5' is not a whole number")]
    [InlineData("1,0,10,20,-1\n", "column 5: '-1' is not a whole number")]
    [InlineData("1,0,10,,30\n", "column 4: '' is not a whole number")]
    [InlineData("1,0,x99,20,30\n", "column 3: 'x99' is not a whole number")]
    [InlineData("A,0,10,20,30\n", "line 1, column 1: 'A' is not a whole number")]
    [InlineData("label,a,b,c,d\n", "holds no images")]
    [InlineData("\n\n", "holds no images")]
    [InlineData("pixel0,pixel1,pixel2,pixel3\n0,10,20,30\n", "has no column 'label'")]
    [InlineData(",label,a,b,c\n0,1,0,10,20\n", "column 1 has no name")]
    [InlineData("5\n", "has 1 column")]
    [InlineData("", "is empty")]
    public void Load_ACsvTableThatIsWrong_NamesThePlace(string train, string problem)
    {
        File.WriteAllText(_folder.Combine("train.csv"), train);
        File.WriteAllText(_folder.Combine("test.csv"), Rows);

        Refusal($"csv:{_folder.Path}").ShouldContain(problem);
    }

    [Fact]
    public void Load_TestLabelsBeyondTheTrainingLabels_AreRefused()
    {
        File.WriteAllText(_folder.Combine("train.csv"), Rows);
        File.WriteAllText(_folder.Combine("test.csv"), "1,1,2,3,4\n2,1,2,3,4\n");

        Refusal($"csv:{_folder.Path}").ShouldContain("the label of image 1 (counted from 0) is 2, but labels go from 0 to 1");
    }

    [Theory]
    [InlineData("train.csv", "is one file, and a data set is two tables. Write csv:TRAINING-FILE,test=TEST-FILE.")]
    [InlineData("none", "does not exist")]
    [InlineData("", "holds no .csv file with the word 'test' in its name, such as mnist_test.csv")]
    public void Load_TablesThatAreMissing_SaysWhatToWrite(string path, string problem)
    {
        File.WriteAllText(_folder.Combine("train.csv"), Rows);

        Refusal($"csv:{_folder.Combine(path)}").ShouldContain(problem);
    }

    [Fact]
    public void Load_SeveralTrainingTables_NamesThem()
    {
        File.WriteAllText(_folder.Combine("train.csv"), Rows);
        File.WriteAllText(_folder.Combine("mnist-train.csv"), Rows);

        Refusal($"csv:{_folder.Path}")
            .ShouldContain("holds several .csv files with the word 'train' in their names: mnist-train.csv, train.csv");
    }

    [Fact]
    public void Load_ParquetTables_GivesImagesAndLabels()
    {
        using var library = Library();

        var set = library.Load($"parquet:{RepositoryFolder.Combine("tests", "Training.Tests", "Golden", "parquet")}", Cancellation);

        (set.Train.Count, set.Train.Pixels, set.Train.Classes, set.Test.Count).ShouldBe((6, 12, 3, 3));
        set.Train.Image(5).ToArray().ShouldBe([50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61]);
        set.Test.Image(2).ToArray().ShouldBe([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
        set.Train.AllLabels.ToArray().ShouldBe([0, 1, 2, 0, 1, 2]);
        set.Test.AllLabels.ToArray().ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Load_AParquetTableThatIsNone_IsRefusedInOneLine()
    {
        File.WriteAllText(_folder.Combine("train.parquet"), "label,a,b,c,d\n1,0,10,20,30\n");
        File.Copy(_folder.Combine("train.parquet"), _folder.Combine("test.parquet"));

        Refusal($"parquet:{_folder.Path}").ShouldStartWith($"{_folder.Combine("train.parquet")} is not a Parquet file that can be read");
    }

    public void Dispose() => _folder.Dispose();

    private string Refusal(string dataset)
    {
        using var library = Library();
        var error = Should.Throw<SweepException>(() => library.Load(dataset, Cancellation));
        error.Kind.ShouldBe(SweepErrorKind.Input);
        error.Message.ShouldNotContain("\n");
        return error.Message;
    }

    private DatasetLibrary Library() => new(new(null, null, _folder.Path));
}
