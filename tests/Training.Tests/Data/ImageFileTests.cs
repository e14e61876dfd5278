using System.Text;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Tests.Data;

/// <summary>Pictures that Golden/make_files.py has written from the formats' standards.</summary>
public sealed class ImageFileTests
{
    private const string Drawn = "composited on white";

    public static TheoryData<string, byte[], string> Pictures() => new()
    {
        { "grey-1-bit.png", [0, 255, 255, 0], "used as it is" },
        { "grey-8.png", [0, 85, 170, 255], "used as it is" },
        { "grey-16.png", [0, 85, 170, 255], "used as it is" },
        { "grey-key.png", [255, 85, 170, 255], Drawn },
        { "grey-alpha-8.png", [0, 255, 127, 255], Drawn },
        { "grey-alpha-16.png", [0, 255, 127, 255], Drawn },
        { "rgb-8.png", [0, 255, 76, 149], "used as it is" },
        { "rgb-16.png", [0, 255, 76, 149], "used as it is" },
        { "rgb-key.png", [255, 255, 76, 149], Drawn },
        { "rgba-8.png", [0, 255, 165, 76], Drawn },
        { "rgba-16.png", [0, 255, 165, 76], Drawn },
        { "indexed-4.png", [0, 255, 76, 0], "used as it is" },
        { "indexed-8.png", [0, 255, 76, 0], "used as it is" },
        { "indexed-4-alpha.png", [0, 255, 165, 255], Drawn },
        { "indexed-8-alpha.png", [0, 255, 165, 255], Drawn },
    };

    public static TheoryData<int, int, byte[], string> Orientations() => new()
    {
        { 1, 2, [0, 50, 100, 150, 200, 250], "scaled from 16 x 24 to 2 x 3" },
        { 2, 2, [50, 0, 150, 100, 250, 200], "mirrored left to right (EXIF) and scaled from 16 x 24 to 2 x 3" },
        { 3, 2, [250, 200, 150, 100, 50, 0], "rotated by 180 degrees (EXIF) and scaled from 16 x 24 to 2 x 3" },
        { 4, 2, [200, 250, 100, 150, 0, 50], "mirrored top to bottom (EXIF) and scaled from 16 x 24 to 2 x 3" },
        { 5, 3, [0, 100, 200, 50, 150, 250], "mirrored along its diagonal (EXIF) and scaled from 24 x 16 to 3 x 2" },
        { 6, 3, [200, 100, 0, 250, 150, 50], "rotated by 90 degrees clockwise (EXIF) and scaled from 24 x 16 to 3 x 2" },
        { 7, 3, [250, 150, 50, 200, 100, 0], "mirrored along its other diagonal (EXIF) and scaled from 24 x 16 to 3 x 2" },
        { 8, 3, [50, 150, 250, 0, 100, 200], "rotated by 90 degrees counterclockwise (EXIF) and scaled from 24 x 16 to 3 x 2" },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Read_EveryKindOfPng_IsGreyOnWhite(string name, byte[] pixels, string treatment)
    {
        using var picture = ImageFile.Read(Golden(name), 2, 2, classes: 10, invert: false);

        picture.Images.Image(0).ToArray().ShouldBe(pixels);
        picture.Treatment.ShouldStartWith($"The picture was {treatment}.");
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Read_AJpegWithAnOrientation_IsUpright(int orientation, int columns, byte[] pixels, string treatment)
    {
        using var picture = ImageFile.Read(Golden($"orientation-{orientation}.jpg"), 6 / columns, columns, classes: 10, invert: false);

        picture.Images.Image(0).ToArray().ShouldBe(pixels);
        picture.Treatment.ShouldStartWith($"The picture was {treatment}.");
    }

    [Fact]
    public void Read_APictureOfOtherProportions_IsPaddedWithItsBackground()
    {
        using var picture = ImageFile.Read(Golden("one.png"), 28, 40, classes: 10, invert: true);

        picture.Treatment.ShouldBe(
            "The picture was composited on white, scaled from 280 x 280 to 28 x 28, padded to 40 x 28 and inverted.");
        var pixels = picture.Images.Image(0).ToArray();
        // The bar covers the columns 130 to 149 and the rows 50 to 229 of 280: the columns 13 and 14,
        // after 6 of padding, and the rows 5 to 22.
        pixels.Index().Where(pixel => pixel.Item != 0).Select(pixel => pixel.Item).Distinct().ShouldBe([(byte)255]);
        pixels.Index().Where(pixel => pixel.Item != 0).Select(pixel => (pixel.Index % 40, pixel.Index / 40)).ShouldBe(
            Enumerable.Range(5, 18).SelectMany(row => new[] { (19, row), (20, row) }));
    }

    [Fact]
    public void Read_DarkOnLight_SuggestsToInvert()
    {
        using var asItIs = ImageFile.Read(Golden("one.png"), 28, 28, classes: 10, invert: false);
        using var inverted = ImageFile.Read(Golden("one.png"), 28, 28, classes: 10, invert: true);

        asItIs.Treatment.ShouldEndWith("Its background is light, but the data sets are light on dark: --invert turns it.");
        inverted.Treatment.ShouldEndWith("and inverted.");
    }

    public static TheoryData<byte[], string> Damaged() => new()
    {
        { [], "is empty" },
        { Encoding.UTF8.GetBytes("hello, world"), "is not an image that can be read" },
        { File.ReadAllBytes(Golden("rgba-8.png"))[..40], "is not an image that can be read" },
        { OfSize(0, 1, 0x86, 0xA0), "is not an image that can be read (too large)" },
        { OfSize(0, 0, 0x27, 0x11), "is a picture of 10001 x 10001 pixels, more than the 100,000,000 that are possible" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Read_WhatIsNotAPicture_IsRefusedInOneLine(byte[] bytes, string problem)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.png");
        File.WriteAllBytes(file, bytes);

        var error = Should.Throw<SweepException>(() => ImageFile.Read(file, 2, 2, classes: 10, invert: false));

        error.Kind.ShouldBe(SweepErrorKind.Input);
        error.Message.ShouldStartWith(file);
        error.Message.ShouldContain(problem);
        error.Message.ShouldNotContain("\n");
    }

    // A PNG whose header promises a square of that many pixels a side.
    private static byte[] OfSize(params byte[] side) =>
        [.. File.ReadAllBytes(Golden("grey-8.png"))[..16], .. side, .. side, .. File.ReadAllBytes(Golden("grey-8.png"))[24..]];

    [Fact]
    public async Task Read_ADamagedByteOrALostEnd_EndsInAPictureOrAnError()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a");
        var damaged = Task.Run(() =>
        {
            foreach (var name in new[] { "rgba-8.png", "indexed-4-alpha.png", "orientation-6.jpg" })
            {
                var whole = File.ReadAllBytes(Golden(name));
                for (var at = 0; at < whole.Length; at++)
                {
                    var bytes = (byte[])whole.Clone();
                    bytes[at] ^= 0xFF;
                    Try(bytes);
                    Try(whole[..at]);
                }
            }
        }, TestContext.Current.CancellationToken);

        await damaged.WithinDeadlineAsync("every damaged picture to be read or refused");

        void Try(byte[] bytes)
        {
            File.WriteAllBytes(file, bytes);
            try
            {
                ImageFile.Read(file, 4, 4, classes: 10, invert: false).Dispose();
            }
            catch (SweepException error)
            {
                error.Message.ShouldNotContain("\n");
            }
        }
    }

    private static string Golden(string name) => RepositoryFolder.Combine("tests", "Training.Tests", "Golden", "pictures", name);
}
