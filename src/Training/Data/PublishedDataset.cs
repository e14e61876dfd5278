namespace SweepCluster.Training.Data;

/// <summary>A published data set, whose files are identified by their checksums.</summary>
/// <param name="Folders">Names of the folder in which it is searched: first this program's, then those of other libraries.</param>
/// <param name="Files">The files, in the order of <see cref="IdxFolder.FileNames"/>.</param>
/// <param name="Mirrors">Addresses to which a file's name is appended, best first.</param>
/// <param name="Fingerprint">The fingerprint of the files' contents; see <see cref="Dataset.Fingerprint"/>.</param>
internal sealed record PublishedDataset(
    string Name,
    string Title,
    string[] Folders,
    PublishedFile[] Files,
    string[] Mirrors,
    string[] ClassNames,
    int TrainImages,
    int TestImages,
    string Fingerprint)
{
    public static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.</summary>
    public static readonly PublishedDataset Mnist = new(
        "mnist",
        "MNIST",
        ["mnist", Path.Combine("MNIST", "raw")],
        [
            new("train-images-idx3-ubyte",
                9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new("train-labels-idx1-ubyte",
                28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("t10k-images-idx3-ubyte",
                1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new("t10k-labels-idx1-ubyte",
                4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"],
        Digits,
        60_000,
        10_000,
        "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16");

    /// <summary>Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking
    /// machine learning algorithms", 2017.</summary>
    public static readonly PublishedDataset FashionMnist = new(
        "fashion-mnist",
        "Fashion-MNIST",
        ["fashion-mnist", Path.Combine("FashionMNIST", "raw")],
        [
            new("train-images-idx3-ubyte",
                26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte",
                29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte",
                4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte",
                5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
        [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ],
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        60_000,
        10_000,
        "ca3ab2a37f845e1b8ae23cab1b51749a3011ba3bf1d9016176d75cbaabac376f");

    public static readonly PublishedDataset[] All = [Mnist, FashionMnist];
}
