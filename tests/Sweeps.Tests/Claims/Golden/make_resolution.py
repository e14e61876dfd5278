"""Makes the golden numbers for figures that agree over seeds to the image, or nearly.

    python3 make_resolution.py            # writes resolution.json beside this script
    python3 make_resolution.py --check    # recomputes them, and fails where they differ by more than 1e-9 (relative)

Needs Python alone. Student's t distribution is integrated numerically: with t = sqrt(d) tan(x) its density becomes
proportional to cos(x)^(d - 1). Counts are whole numbers of images, and their moments are exact fractions.

The rule, independently of the code: to the sample variance of an accuracy over n images is added that of an error which is uniform over a step,
1 / (12 n^2), and so 1 / (6 n^2) to that of a difference of two accuracies.

resolution.json
    mean     images, counts: mean and half of the 95 % interval
    paired   images, counts of two sides by seed: two-sided p and 95 % interval of the mean difference
    welch    images, counts of two sides: the same, with the variance of either side
"""
import json
import math
import os
import sys
from fractions import Fraction


def between(t, degrees):
    """The probability between -t and t."""
    steps, end = 4000, math.atan(t / math.sqrt(degrees))
    total = 0.0
    for i in range(steps + 1):
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * math.cos(end * i / steps) ** (degrees - 1)
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    return 2 * scale * total * end / steps / 3


def critical(degrees):
    low, high = 0.0, 20.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if between(middle, degrees) < 0.95 else (low, middle)
    return low


def moments(counts, rounding):
    """Mean and variance in images, with the variance of the rounding."""
    mean = Fraction(sum(counts), len(counts))
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    return mean, variance + rounding


def result(effect, error, degrees, images):
    half = critical(degrees) * error
    return dict(p=1 - between(abs(effect) / error, degrees), low=(effect - half) / images, high=(effect + half) / images)


def mean(images, counts):
    average, variance = moments(counts, Fraction(1, 12))
    half = critical(len(counts) - 1) * math.sqrt(variance / len(counts))
    return dict(images=images, counts=counts, mean=float(average) / images, half=half / images)


def paired(images, a, b):
    effect, variance = moments([x - y for x, y in zip(a, b)], Fraction(1, 6))
    return dict(images=images, a=a, b=b, **result(float(effect), math.sqrt(variance / len(a)), len(a) - 1, images))


def welch(images, a, b):
    (one, u), (other, v) = moments(a, Fraction(1, 12)), moments(b, Fraction(1, 12))
    u, v = u / len(a), v / len(b)
    degrees = float((u + v) ** 2 / (u ** 2 / (len(a) - 1) + v ** 2 / (len(b) - 1)))
    return dict(images=images, a=a, b=b, **result(float(one - other), math.sqrt(u + v), degrees, images))


def make():
    return dict(
        mean=[mean(10000, [9700, 9700]), mean(10000, [9700, 9701]), mean(100, [93, 93, 93]), mean(100, [93, 93, 94]), mean(10000, [9700, 9712, 9731])],
        paired=[
            paired(10000, [9701, 9721, 9711], [9700, 9720, 9710]), paired(100, [95, 96, 95], [94, 95, 94]), paired(10000, [9701] * 5, [9700] * 5),
            paired(10000, [9705, 9722, 9713], [9702, 9719, 9709]), paired(10000, [9700, 9720, 9710], [9700, 9720, 9710]),
            paired(10000, [9760, 9720, 9741], [9700, 9690, 9702])],
        welch=[
            welch(10000, [9701] * 3, [9700] * 3), welch(10000, [9730] * 3, [9700, 9705, 9702, 9700]), welch(100, [95] * 4, [90, 90, 91])])


def compare(a, b, path=""):
    if isinstance(a, dict):
        for key in a:
            compare(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list):
        assert len(a) == len(b), path
        for index, (x, y) in enumerate(zip(a, b)):
            compare(x, y, f"{path}[{index}]")
    else:
        assert abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-3), (path, a, b)


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resolution.json")
    golden = make()
    if "--check" in sys.argv:
        with open(path) as file:
            compare(golden, json.load(file))
        print("the same")
    else:
        with open(path, "w") as file:
            json.dump(golden, file, indent=1)
            file.write("\n")
