"""Makes the small pictures and NumPy archives that the readers are tested against, without any code that the readers use.

    python3 make_files.py        # writes pictures/ and npz/ beside this script

Needs Python 3.9 and numpy (made with Debian's python3-numpy 1.24). PNG and JPEG files are written here, byte by byte, from their
standards (ISO/IEC 15948, ITU-T T.81, EXIF 2.32); archives are written by numpy.

pictures/*.png              2 x 2 pixels; the tests say which
pictures/one.png            280 x 280: a black upright bar on transparent ground
pictures/orientation-N.jpg  16 x 24 pixels, 2 x 3 blocks of the shades 0 50 / 100 150 / 200 250, with the EXIF orientation N
npz/*.npz                   x_train 6 x 3 x 4, x_test 3 x 3 x 4: pixel p of image i is 10 i + p; labels i mod 3
"""

import pathlib
import struct
import zipfile
import zlib

import numpy as np

HERE = pathlib.Path(__file__).parent


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, width, rows, depth, colour, palette=None, transparency=None):
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0))
    if palette:
        data += chunk(b"PLTE", bytes(palette))
    if transparency:
        data += chunk(b"tRNS", bytes(transparency))
    data += chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)) + chunk(b"IEND", b"")
    (HERE / "pictures" / name).write_bytes(data)


def wide(*values):
    return struct.pack(f">{len(values)}H", *values)


def pictures():
    grey, rgb, indexed, grey_alpha, rgba = 0, 2, 3, 4, 6
    half = 0x80
    png("grey-1-bit.png", 2, [[0b01000000], [0b10000000]], 1, grey)
    png("grey-8.png", 2, [[0, 85], [170, 255]], 8, grey)
    png("grey-16.png", 2, [wide(0, 0x55AA), wide(0xAA55, 0xFFFF)], 16, grey)
    png("grey-key.png", 2, [[0, 85], [170, 255]], 8, grey, transparency=wide(0))
    png("grey-alpha-8.png", 2, [[0, 255, 0, 0], [0, half, 255, 10]], 8, grey_alpha)
    png("grey-alpha-16.png", 2, [wide(0, 0xFFFF, 0, 0), wide(0, 0x8000, 0xFFFF, 0x1000)], 16, grey_alpha)
    png("rgb-8.png", 2, [[0, 0, 0, 255, 255, 255], [255, 0, 0, 0, 255, 0]], 8, rgb)
    png("rgb-16.png", 2, [wide(0, 0, 0, 0xFFFF, 0xFFFF, 0xFFFF), wide(0xFFFF, 0, 0, 0, 0xFFFF, 0)], 16, rgb)
    png("rgb-key.png", 2, [[0, 0, 0, 255, 255, 255], [255, 0, 0, 0, 255, 0]], 8, rgb, transparency=wide(0, 0, 0))
    png("rgba-8.png", 2, [[0, 0, 0, 255, 0, 0, 0, 0], [255, 0, 0, half, 255, 0, 0, 255]], 8, rgba)
    png("rgba-16.png", 2, [wide(0, 0, 0, 0xFFFF, 0, 0, 0, 0), wide(0xFFFF, 0, 0, 0x8000, 0xFFFF, 0, 0, 0xFFFF)], 16, rgba)
    colours = [0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0]
    png("indexed-8.png", 2, [[0, 1], [2, 3]], 8, indexed, colours)
    png("indexed-4.png", 2, [[0x01], [0x23]], 4, indexed, colours)
    png("indexed-8-alpha.png", 2, [[0, 1], [2, 3]], 8, indexed, colours, transparency=[255, 255, half, 0])
    png("indexed-4-alpha.png", 2, [[0x01], [0x23]], 4, indexed, colours, transparency=[255, 255, half, 0])
    row = [byte for x in range(280) for byte in ((0, 255) if 130 <= x < 150 else (0, 0))]
    blank = [0] * 560
    png("one.png", 280, [row if 50 <= y < 230 else blank for y in range(280)], 8, grey_alpha)
    for orientation in range(1, 9):
        jpeg(orientation, "<" if orientation % 2 else ">")


def jpeg(orientation, order):
    """Baseline, grey, quantized by 1: a block of the shade s is its first coefficient, 8 (s - 128), and an end of block."""
    def segment(marker, data):
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    tiff = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    tiff += struct.pack(order + "HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    # All 12 categories of the first coefficient have codes of 4 bits, 0 to 11; the only other symbol, end of block, is the bit 0.
    first = bytes([0, 0, 0, 12] + [0] * 12) + bytes(range(12))
    rest = bytes([1] + [0] * 15) + bytes([0])
    bits, last = "", 0
    for shade in (0, 50, 100, 150, 200, 250):
        value = 8 * (shade - 128)
        difference, last = value - last, value
        size = abs(difference).bit_length()
        bits += f"{size:04b}"
        if size:
            bits += f"{difference if difference > 0 else difference + (1 << size) - 1:0{size}b}"
        bits += "0"
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xFF", b"\xFF\0")
    data = b"\xFF\xD8" + segment(0xE1, b"Exif\0\0" + tiff) + segment(0xDB, b"\0" + bytes([1] * 64))
    data += segment(0xC0, struct.pack(">BHHBBBB", 8, 24, 16, 1, 1, 0x11, 0))
    data += segment(0xC4, b"\0" + first) + segment(0xC4, b"\x10" + rest)
    data += segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + scan + b"\xFF\xD9"
    (HERE / "pictures" / f"orientation-{orientation}.jpg").write_bytes(data)


def images(count):
    return (10 * np.arange(count)[:, None, None] + np.arange(12).reshape(3, 4)).astype(np.uint8)


def archive(name, change=lambda key, array: array, save=np.savez):
    arrays = {"x_train": images(6), "y_train": np.arange(6, dtype=np.uint8) % 3, "x_test": images(3), "y_test": np.arange(3, dtype=np.uint8) % 3}
    save(HERE / "npz" / name, **{key: change(key, array) for key, array in arrays.items()})


def versions(version):
    def save(path, **arrays):
        with zipfile.ZipFile(path, "w") as file:
            for key, array in arrays.items():
                with file.open(key + ".npy", "w") as entry:
                    np.lib.format.write_array(entry, array, version=version)
    return save


def of_images(change):
    return lambda key, array: change(array) if key[0] == "x" else array


def of_labels(change):
    return lambda key, array: change(array) if key[0] == "y" else array


def archives():
    archive("stored.npz")
    archive("deflated.npz", save=np.savez_compressed)
    archive("version-2.npz", save=versions((2, 0)))
    archive("version-3.npz", save=versions((3, 0)))
    archive("float32-unit.npz", of_images(lambda array: (array / 255).astype(np.float32)))
    archive("float64-bytes.npz", of_images(lambda array: array.astype(np.float64)))
    archive("big-endian.npz", lambda key, array: array.astype(">i4" if key[0] == "y" else ">f4"))
    archive("channel-last.npz", of_images(lambda array: array[..., None]))
    archive("int64-labels.npz", of_labels(lambda array: array.astype(np.int64)[:, None]))
    archive("one-hot.npz", of_labels(lambda array: np.eye(3, dtype=np.float32)[array]))
    archive("colours.npz", of_images(lambda array: np.stack([array] * 3, axis=-1)))
    archive("fortran.npz", of_images(np.asfortranarray))
    archive("standardized.npz", of_images(lambda array: ((array - 30.0) / 20).astype(np.float32)))
    archive("objects.npz", of_labels(lambda array: np.array([str(label) for label in array], dtype=object)))
    archive("text.npz", of_labels(lambda array: array.astype(str)))


for folder in ("pictures", "npz"):
    (HERE / folder).mkdir(exist_ok=True)
pictures()
archives()
