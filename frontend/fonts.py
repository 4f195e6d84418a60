"""Makes the web fonts in static/fonts from the packages in node_modules. Needs fonttools and brotli, and is run by hand.

In: the Latin and Latin Extended files of Fraunces and Atkinson Hyperlegible Next (SIL Open Font Licence, no reserved names).
Out: one small file of Latin for each face, one of the Welsh w and y with circumflex and other accents that Welsh
uses, and a copy of each licence. The weights are cut to those that the look uses. Prints the metrics from which
the fallback faces in _fonts.scss are matched.
"""

import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "static" / "fonts"
PACKAGES = HERE / "node_modules" / "@fontsource-variable"
# Basic Latin, Latin-1, dashes, quotation marks, dagger, bullet, ellipsis, euro, arrows, minus, trade mark.
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC]
LATIN += [*range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x202F, 0x2032, 0x2039, 0x203A, 0x2044]
LATIN += [0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2215]
# Accented w and y; and the few letters of names that an institution or a person in these islands may carry.
WELSH = [0x174, 0x175, 0x176, 0x177, 0x1E80, 0x1E81, 0x1E82, 0x1E83, 0x1E84, 0x1E85, 0x1EF2, 0x1EF3]
WELSH += [*range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x174), *range(0x178, 0x180), 0x218, 0x219, 0x21A, 0x21B]

FACES = [
    ("fraunces", "wght-normal", (500, 700)),
    ("atkinson-hyperlegible-next", "wght-normal", (400, 700)),
    ("atkinson-hyperlegible-next", "wght-italic", (400, 700)),
]
# How often each letter stands in English text, with the space: for an average width.
OFTEN = dict(
    zip(
        "etaoinshrdlucmfwypvbgkjqxz ",
        [
            10.2,
            7.5,
            6.5,
            6.2,
            5.7,
            5.7,
            5.3,
            5.0,
            5.0,
            3.3,
            3.3,
            2.3,
            2.3,
            2.0,
            1.8,
            1.7,
            1.4,
            1.5,
            0.8,
            1.3,
            1.6,
            0.6,
            0.1,
            0.1,
            0.1,
            0.1,
            18.0,
        ],
        strict=True,
    )
)


def cut(source, target, points, weights):
    font = TTFont(source)
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"])
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    # After the cut: the instancer drops empty variations, which the cutter would look for.
    instancer.instantiateVariableFont(font, {"wght": weights}, inplace=True)
    font.flavor = "woff2"
    font.save(target)


def metrics(source, weight):
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": weight})
    names, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    total = sum(OFTEN.values())
    average = sum(widths[names[ord(letter)]][0] * share for letter, share in OFTEN.items()) / total / em
    return {"average": round(average, 4), "ascent": font["hhea"].ascent / em, "descent": font["hhea"].descent / em}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for package, face, weights in FACES:
        files = PACKAGES / package / "files"
        slope = face.split("-")[1]
        short = package.split("-")[0]
        for piece, points, name in (("latin", LATIN, "latin"), ("latin-ext", WELSH, "welsh")):
            target = OUT / f"{short}-{slope}-{name}.woff2"
            cut(files / f"{package}-{piece}-{face}.woff2", target, points, weights)
            print(target.name, target.stat().st_size)
        print(short, slope, metrics(files / f"{package}-latin-{face}.woff2", 600 if short == "fraunces" else 400))
        shutil.copy(PACKAGES / package / "LICENSE", OUT / f"{short}-OFL.txt")


if __name__ == "__main__":
    main()
