"""Builds `newslint/model/confusions.bin`: what a misread character may have been.

    python tools/build_confusions.py TEXT --fonts FOLDER --wheel WHEEL --cache FOLDER -o FILE

Two sources are united. Fonts: how alike two characters are in print. A recogniser: how likely
it takes one character for another on degraded renderings. Neither sees an error of a real
page.

TEXT is Simplified-Chinese news, one paragraph a line, plain or Zstandard; it gives the list of
characters (those of GB2312 and those seen FEWEST times), their frequency and some of the
rendered lines. FOLDER holds the four Noto CJK collections named in FONTS (OFL-1.1). WHEEL is
`rapidocr_onnxruntime-1.4.4-py3-none-any.whl` (Apache-2.0), in which the PP-OCRv4 recogniser lies.

Needs onnx, onnxruntime, pillow and zstandard beside numpy. Reading takes some 25 ms a line on one
core, LINES lines in all; what was read is kept in the cache in parts and not read again. The rest
takes two minutes and 3 GB. All random numbers are seeded; another processor or version of
onnxruntime may change a last digit and so some of the stored steps.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import numpy as np
import zstandard
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from newslint.model.confusions import GLYPH, HEADER, MAGIC, MOST, OCR, STEPS, VERSION
from newslint.model.symbols import FIRST_HAN, LAST_HAN

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Codes = np.ndarray[tuple[int], np.dtype[np.uint16]]
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Square = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Grey = Image.Image
Font = ImageFont.FreeTypeFont

SEED: Final = 5

FEWEST: Final = 20
"""A character outside GB2312 is listed when the text has it this often."""

FONTS: Final = (
    "NotoSerifCJK-Regular.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Bold.ttc",
)
SIMPLIFIED: Final = 2
"""Index of the Simplified-Chinese face in a collection."""

SHARES: Final = (0.35, 0.3, 0.2, 0.15)
"""Shares of the fonts among rendered lines."""

LINES: Final = 10_000
PART: Final = 1_000
"""Lines that are rendered and read in all, and in one file of the cache."""

LENGTH: Final = 8
"""Characters of a rendered line."""

SIDE: Final = 40
"""Pixels of a character as first drawn."""

MARGIN: Final = 8
"""Pixels before the first and after the last character."""

HEIGHT: Final = 48
WIDTH: Final = 320
"""Pixels of the recogniser's input."""

MODEL: Final = "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx"

STRIDE: Final = 8
"""Pixels of a step of the recogniser's output."""

BOX: Final = 48
EM: Final = 44
"""Pixels of the square that a character is compared in, and of the character."""

GRID: Final = 8
DIRECTIONS: Final = 8

BLURS: Final = (1.0, 2.5)
"""Standard deviations in pixels of the two blurs that characters are compared with."""

POWER: Final = 0.25
DRAWN: Final = 4.0
"""As many readings as the expectation weighs."""

BY_OCR: Final = 0.04
BY_COUNT: Final = 0.01
"""What a unit of the log probability of a misreading, and of the log count of a candidate in
the text, adds to the likeness (0 to 1) in the order of the candidates."""


# Characters.


@dataclass(frozen=True, slots=True)
class Characters:
    """The listed characters and the text that they were counted in.

    Args:
        codes: code points, ascending.
        counts: how often the text has each.
        index: place of a code point in `codes`, -1 for one that is not listed.
        sample: code points of a quarter of the text.
        order: places of `sample`, sorted by code point.
        bounds: where in `order` the places of a code point begin, shape (65537,).
    """

    codes: Codes
    counts: Ints
    index: Ints
    sample: Codes
    order: Ints
    bounds: Ints

    def line(self, number: int, random: np.random.Generator) -> Codes:
        """Return the characters of a line: of the text if the number is odd, else any."""
        at = self._window(random) if number % 2 else -1
        if at >= 0:
            return self.sample[at : at + LENGTH]
        places = number // 2 * LENGTH + np.arange(LENGTH)
        size = len(self.codes)
        return self.codes[[shuffled(size, place // size)[place % size] for place in places]]

    def _window(self, random: np.random.Generator) -> int:
        """Return where listed characters stand around one drawn by the root of its count."""
        chance = np.sqrt(self.counts)
        target = self.codes[random.choice(len(self.codes), p=chance / chance.sum())]
        low, high = self.bounds[target], self.bounds[int(target) + 1]
        for _ in range(4 if low < high else 0):
            at = int(self.order[random.integers(low, high)]) - int(random.integers(LENGTH))
            found = self.index[self.sample[max(at, 0) : at + LENGTH]]
            if at >= 0 and len(found) == LENGTH and (found >= 0).all():
                return at
        return -1

    def neighbour(self, random: np.random.Generator) -> str:
        """Return characters for the line above or below, of which a few pixels may show."""
        at = int(random.integers(len(self.sample) - LENGTH))
        return "".join(map(chr, self.sample[at : at + LENGTH])).replace("\n", "一")


@cache
def shuffled(size: int, time: int) -> Ints:
    """Return all characters in random order, another one each time."""
    return np.random.default_rng((SEED, 1, time)).permutation(size)


def characters(path: Path) -> Characters:
    """Return the listed characters, counted in a plain or Zstandard text."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(data).read()
    text = np.frombuffer(data.decode().encode("utf-16-le"), dtype="<u2")
    counts = np.bincount(text, minlength=1 << 16)
    listed = np.zeros(1 << 16, dtype=np.bool_)
    listed[FIRST_HAN : LAST_HAN + 1] = counts[FIRST_HAN : LAST_HAN + 1] >= FEWEST
    rows = bytes(
        byte for row in range(0xB0, 0xF8) for at in range(0xA1, 0xFF) for byte in (row, at)
    )
    listed[[ord(one) for one in rows.decode("gb2312", "ignore")]] = True
    codes = np.flatnonzero(listed).astype(np.uint16)
    index = np.full(1 << 16, -1)
    index[codes] = np.arange(len(codes))
    sample = text[: len(text) // 4000 * 4000].reshape(-1, 4, 1000)[:, 0].ravel()
    bounds = np.concatenate(([0], np.cumsum(np.bincount(sample, minlength=1 << 16))))
    order = np.argsort(sample, kind="stable")
    return Characters(codes, counts[codes], index, sample, order, bounds)


# Rendering.


@dataclass(frozen=True, slots=True)
class Print:
    """A rendered line.

    Args:
        pixels: shape (HEIGHT, WIDTH), -1 black to 1 white, 0 right of the line.
        edges: left and right edge of each character in steps of the recogniser, shape (LENGTH, 2).
    """

    pixels: Floats
    edges: Floats


def fonts_of(folder: Path, size: int) -> list[Font]:
    """Return the four faces."""
    return [ImageFont.truetype(str(folder / name), size, index=SIMPLIFIED) for name in FONTS]


def printed(lines: Sequence[str], font: Font, random: np.random.Generator) -> Print:
    """Return the second of three lines as a bad print and a bad scan would show it."""
    pitch = SIDE + (int(random.integers(3)) if random.random() < 0.3 else 0)
    sheet = Image.new("L", (pitch * LENGTH + 2 * MARGIN, SIDE * 3), 255)
    draw = ImageDraw.Draw(sheet)
    lead = int(SIDE * random.uniform(1.1, 1.5))
    for row, line in enumerate(lines):
        for place, one in enumerate(line):
            # The face stands 9 pixels below the point that Pillow draws at.
            at = (MARGIN + place * pitch, SIDE + (row - 1) * lead - 9)
            draw.text(at, one, font=font, fill=0)
    sheet = _inked(sheet, random)
    if random.random() < 0.5:
        sheet = sheet.rotate(random.uniform(-0.9, 0.9), Image.Resampling.BILINEAR, fillcolor=255)
    small = _scanned(_scaled(sheet, random), random)
    wide = min(WIDTH, round(small.width * HEIGHT / small.height))
    pixels = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
    line_image = small.resize((wide, HEIGHT), Image.Resampling.BILINEAR)
    pixels[:, :wide] = np.asarray(line_image, dtype=np.float32) / 127.5 - 1
    left = MARGIN + np.arange(LENGTH) * pitch
    edges = np.stack((left, left + SIDE), axis=1) * (wide / sheet.width / STRIDE)
    return Print(pixels, edges.astype(np.float32))


def _inked(sheet: Grey, random: np.random.Generator) -> Grey:
    """Return the sheet with too much ink, too little, or as it is."""
    chance = random.random()
    if chance < 0.2:
        return Image.blend(sheet, sheet.filter(ImageFilter.MinFilter(3)), random.uniform(0.3, 1))
    if chance < 0.45:
        return Image.blend(sheet, sheet.filter(ImageFilter.MaxFilter(3)), random.uniform(0.3, 0.9))
    return sheet


def _scaled(sheet: Grey, random: np.random.Generator) -> Grey:
    """Return the middle line at 9 to 26 pixels a character, at times cut at top or bottom."""
    cut = random.random()
    top = SIDE + (random.uniform(0, 9) if 0.65 < cut < 0.85 else random.uniform(-8, 0))
    bottom = 2 * SIDE + (random.uniform(-9, 0) if cut > 0.85 else random.uniform(0, 8))
    low, high = (11, 26) if random.random() < 0.7 else (9, 15)
    scale = random.uniform(low, high) / SIDE
    wide = round(sheet.width * scale * random.uniform(0.85, 1.05))
    filters = (Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.HAMMING)
    small = sheet.resize(
        (wide, max(8, round((bottom - top) * scale))),
        filters[random.integers(3)],
        box=(0, top, sheet.width, bottom),
    )
    if random.random() < 0.7:
        softness = random.uniform(0.2, 0.9) * min(1.2, scale * SIDE / 18)
        small = small.filter(ImageFilter.GaussianBlur(softness))
    return small


def _scanned(small: Grey, random: np.random.Generator) -> Grey:
    """Return the line with broken strokes, fading, noise, specks, a threshold or JPEG marks."""
    ink = 255 - np.asarray(small, dtype=np.float32)
    if random.random() < 0.4:
        coarse = (
            max(2, small.height // int(random.integers(1, 5))),
            max(2, small.width // int(random.integers(2, 6))),
        )
        field = Image.fromarray(random.integers(0, 256, coarse, dtype=np.uint8))
        gaps = np.asarray(field.resize(small.size, Image.Resampling.BICUBIC), dtype=np.float32)
        ink = ink * np.clip((gaps / 255 - random.uniform(0.1, 0.4)) * 4, 0, 1)
    contrast = random.uniform(0.4, 1) if random.random() < 0.5 else 1.0
    paper = random.uniform(215, 255)
    grey = paper - ink * contrast * paper / 255
    if random.random() < 0.3:
        grey = grey + random.normal(0, 40) * np.linspace(-0.5, 0.5, small.width)
    grey = grey + random.normal(0, random.uniform(2, 26), grey.shape)
    if random.random() < 0.2:
        share, specks = random.uniform(0.003, 0.03), random.random(grey.shape)
        grey = np.where(specks < share, 20, np.where(specks > 1 - share, 250, grey))
    if random.random() < 0.2:
        middle = (grey.min() + grey.max()) / 2 + random.uniform(-25, 35)
        grey = np.where(grey < middle, 0, 255)
    scan = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    if random.random() < 0.4:
        pressed = io.BytesIO()
        scan.save(pressed, "JPEG", quality=int(random.integers(25, 85)))
        return Image.open(pressed)
    return scan


# Reading.


class Recogniser:
    """The PP-OCRv4 recogniser of the wheel, opened so that its last layer can be used alone.

    Attributes:
        alphabet: code point of each class, 0 for the blank, the space and other strings.
        weights, bias: the last layer, shapes (features, classes) and (classes,).
    """

    def __init__(self, wheel: Path) -> None:
        onnx, runtime = import_module("onnx"), import_module("onnxruntime")
        model = onnx.load_from_string(zipfile.ZipFile(wheel).read(MODEL))
        (names,) = (one.value for one in model.metadata_props if one.key == "character")
        classes = ["", *names.splitlines(), ""]
        codes = [ord(one) if len(one) == 1 else 0 for one in classes]
        self.alphabet = np.array([code if code < 1 << 16 else 0 for code in codes])
        stored = {one.name: onnx.numpy_helper.to_array(one) for one in model.graph.initializer}
        for node in model.graph.node:
            if node.op_type == "Constant":
                stored[node.output[0]] = onnx.numpy_helper.to_array(node.attribute[0].t)
        last = [node for node in model.graph.node if node.op_type == "MatMul"][-1]
        self.weights: Square = stored[last.input[1]]
        (self.bias,) = (one for one in stored.values() if one.shape == (len(classes),))
        output = onnx.helper.make_tensor_value_info(last.input[0], onnx.TensorProto.FLOAT, None)
        del model.graph.output[:]
        model.graph.output.append(output)
        settings = runtime.SessionOptions()
        settings.intra_op_num_threads = 1
        self._session = runtime.InferenceSession(model.SerializeToString(), settings)

    def features(self, line: Print) -> Floats:
        """Return for each character the last layer's input at the step least like a blank."""
        steps = self._session.run(None, {"x": np.stack([line.pixels] * 3)[None]})[0][0]
        logits = steps @ self.weights + self.bias
        unlike = np.log(np.exp(logits[:, 1:] - logits[:, :1]).sum(axis=1))
        chosen = []
        for left, right in line.edges:
            first, end = max(0, int(np.floor(left + 0.3))), int(np.ceil(right - 0.3))
            chosen.append(first + int(unlike[first:end].argmax()))
        picked: Floats = steps[chosen]
        return picked


def read(
    listed: Characters, fonts: Sequence[Font], recogniser: Recogniser, folder: Path
) -> Iterator[Path]:
    """Yield the files of the cache, made where they are missing.

    Each holds `codes`, shape (PART * LENGTH,), and `features`, shape (PART * LENGTH, 120).
    """
    for part in range(LINES // PART):
        path = folder / f"read-{part:03}.npz"
        if not path.exists():
            codes, features = [], []
            for number in range(part * PART, (part + 1) * PART):
                random = np.random.default_rng((SEED, 2, number))
                line = listed.line(number, random)
                lines = listed.neighbour(random), "".join(map(chr, line)), listed.neighbour(random)
                font = fonts[random.choice(len(fonts), p=SHARES)]
                codes.append(line)
                features.append(recogniser.features(printed(lines, font, random)))
            unfinished = path.with_suffix(".part.npz")
            np.savez(
                unfinished,
                codes=np.concatenate(codes),
                features=np.concatenate(features).astype(np.float16),
            )
            unfinished.rename(path)
        yield path


# Likeness in print.


def likeness(listed: Characters, fonts: Sequence[Font]) -> Square:
    """Return how alike any two characters look, the mean over the fonts, 1 for the same.

    A character is described by the direction of its edges in GRID x GRID cells, once as printed
    and once blurred. Counted are the whole (two thirds) and the half, left, right, top or bottom,
    that is most alike (one third): engines guess a character from a part of it.
    """
    size, middle = len(listed.codes), GRID // 2
    whole = np.zeros((size, size), dtype=np.float32)
    halves = [np.zeros_like(whole) for _ in range(4)]
    for font in fonts:
        glyphs = bitmaps(listed.codes, font)
        for blur in BLURS:
            edges = edged(glyphs, blur)
            _add(whole, edges)
            if blur == BLURS[0]:
                _add(halves[0], edges[..., :middle])
                _add(halves[1], edges[..., middle:])
                _add(halves[2], edges[..., :middle, :])
                _add(halves[3], edges[..., middle:, :])
    whole /= len(fonts) * len(BLURS)
    part = np.maximum.reduce(halves) / len(fonts)
    mixed: Square = (2 * whole + part) / 3
    return mixed


def _add(total: Square, described: Floats) -> None:
    """Add the correlation of any two descriptions."""
    flat = described.reshape(len(described), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    total += flat @ flat.T


def bitmaps(codes: Codes, font: Font) -> Floats:
    """Return the characters drawn white on black, 0 to 1, shape (n, BOX, BOX)."""
    drawn = np.zeros((len(codes), BOX, BOX), dtype=np.float32)
    for place, code in enumerate(codes):
        glyph = Image.new("L", (BOX, BOX), 0)
        ImageDraw.Draw(glyph).text((2, -8), chr(code), font=font, fill=255)
        drawn[place] = np.asarray(glyph, dtype=np.float32) / 255
    return drawn


def edged(glyphs: Floats, blur: float) -> Floats:
    """Return the root of the edges' strength by direction and cell, (n, DIRECTIONS, GRID, GRID)."""
    soften, gather = _weights(BOX, blur), _weights(GRID, 3.0)
    described = []
    for first in range(0, len(glyphs), 256):
        soft = soften @ glyphs[first : first + 256] @ soften.T
        down, across = np.zeros_like(soft), np.zeros_like(soft)
        down[:, 1:-1] = soft[:, 2:] - soft[:, :-2]
        across[:, :, 1:-1] = soft[:, :, 2:] - soft[:, :, :-2]
        strength = np.hypot(across, down)
        angle = np.arctan2(down, across) % np.pi / np.pi * DIRECTIONS
        half = DIRECTIONS / 2
        near = [np.abs((angle - one + half) % DIRECTIONS - half) for one in range(DIRECTIONS)]
        parts = np.stack([np.clip(1 - one, 0, 1) * strength for one in near], axis=1)
        described.append(np.sqrt(gather @ parts @ gather.T))
    return np.concatenate(described)


def _weights(cells: int, spread: float) -> Square:
    """Return the Gaussian weights of BOX pixels in each of some equal cells."""
    middles = (np.arange(cells) + 0.5) * BOX / cells - 0.5
    weights = np.exp(-((np.arange(BOX) - middles[:, None]) ** 2) / 2 / spread**2)
    equal: Square = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return equal


# What the recogniser takes for what.


def misreading(
    listed: Characters, recogniser: Recogniser, parts: Sequence[Path], alike: Square
) -> Square:
    """Return the log probability that a character (row) is read for another (column).

    Of the readings of each true character it is the power mean with exponent POWER, drawn
    towards what is expected from the likeness of the two classes' weights in the last layer, or
    from their likeness in print when the recogniser has no such class; a character that was
    never rendered has the expectation. Both directions count the same.
    """
    place = np.where(recogniser.alphabet > 0, listed.index[recogniser.alphabet], -1)
    classes = np.flatnonzero(place >= 0)
    place = place[classes]
    expected = _expected(recogniser.weights[:, classes].T, place, alike)
    loaded = [np.load(path) for path in parts]
    true = listed.index[np.concatenate([one["codes"] for one in loaded])]
    features = np.concatenate([one["features"] for one in loaded])
    order = np.argsort(true, kind="stable")
    times: Floats = np.bincount(true, minlength=len(listed.codes)).astype(np.float32)
    read_for = np.zeros((len(listed.codes), len(classes)), dtype=np.float32)
    for first in range(0, len(order), 2048):
        some = order[first : first + 2048]
        logits = features[some].astype(np.float32) @ recogniser.weights[:, classes]
        logits += recogniser.bias[classes]
        weight = np.exp(logits - logits.max(axis=1, keepdims=True))
        chance = (weight / weight.sum(axis=1, keepdims=True)) ** POWER
        runs = np.flatnonzero(np.diff(true[some], prepend=-1))
        read_for[true[some][runs]] += np.add.reduceat(chance, runs)
    seen = np.flatnonzero(times)
    measured = np.log(read_for[seen] / times[seen, None] + 1e-6) / POWER
    slope, level = _line(expected[np.ix_(seen, place)], measured)
    expected *= slope
    expected += level
    share = times[seen, None] / (times[seen, None] + np.float32(DRAWN))
    expected[np.ix_(seen, place)] = share * measured + (1 - share) * expected[np.ix_(seen, place)]
    both: Square = (expected + expected.T) * np.float32(0.5)
    return both


def _expected(weights: Square, place: Ints, alike: Square) -> Square:
    """Return the correlation of the classes' weights, guessed from the likeness where unknown."""
    centred = weights - weights.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    known = centred @ centred.T
    slope, level = _line(alike[np.ix_(place, place)], known)
    expected: Square = alike * slope + level
    expected[np.ix_(place, place)] = known
    return expected


def _line(given: Square, wanted: Square) -> tuple[np.float32, np.float32]:
    """Return slope and level of the least-squares line, from every seventh row."""
    some, target = (one[::7].ravel().astype(np.float64) for one in (given, wanted))
    slope = np.mean((some - some.mean()) * (target - target.mean())) / some.var()
    return np.float32(slope), np.float32(target.mean() - slope * some.mean())


# The file.


def packed(listed: Characters, alike: Square, misread: Square) -> bytes:
    """Return the file; its layout stands in `newslint.model.confusions`."""
    score = alike + BY_OCR * misread + BY_COUNT * np.log(listed.counts + 1.0, dtype=np.float32)
    np.fill_diagonal(score, -np.inf)
    some = np.argpartition(-score, MOST, axis=1)[:, :MOST]
    order = np.argsort(-np.take_along_axis(score, some, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(some, order, axis=1)
    columns = (
        best & 0xFF,
        best >> 8,
        _steps(np.take_along_axis(alike, best, axis=1), GLYPH),
        _steps(np.take_along_axis(misread, best, axis=1), OCR),
    )
    body = listed.codes.astype("<u2").tobytes()
    body += b"".join(column.astype(np.uint8).tobytes() for column in columns)
    pressed = zstandard.ZstdCompressor(level=19, write_checksum=True).compress(body)
    return HEADER.pack(MAGIC, VERSION, len(listed.codes), MOST) + pressed


def _steps(values: Square, limits: tuple[float, float]) -> Square:
    """Return the values in steps from the lower limit."""
    low, high = limits
    steps: Square = np.round((np.clip(values, low, high) - low) / (high - low) * STEPS)
    return steps


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    listed = characters(options.text)
    options.cache.mkdir(parents=True, exist_ok=True)
    recogniser = Recogniser(options.wheel)
    parts = list(read(listed, fonts_of(options.fonts, SIDE), recogniser, options.cache))
    alike = likeness(listed, fonts_of(options.fonts, EM))
    misread = misreading(listed, recogniser, parts, alike)
    options.output.write_bytes(packed(listed, alike, misread))


if __name__ == "__main__":
    main()
