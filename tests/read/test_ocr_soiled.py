"""What paper goes through before it is scanned: stamps, signatures, pale print, the black around it, its holes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.frame import Affine
from pipeline.read.image import PageImage
from pipeline.read.image_edges import without_edges
from pipeline.read.image_ink import without_coloured_ink
from pipeline.read.image_light import deep_ink
from tests.read.scans import Gray, Look, photographed, typed

DPI = 200
BLUE, RED = (150, 60, 30), (40, 30, 190)
"""As OpenCV orders them."""
Colours = npt.NDArray[np.uint8]


def page(shadow: float = 0.0) -> Gray:
    return photographed(typed(), Look(dpi=DPI, noise=0.0, shadow=shadow))


def image(pixels: Gray) -> PageImage:
    return PageImage(pixels, Affine.scale(72 / DPI))


def coloured(pixels: Gray) -> Colours:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)


def inked(colours: Colours, drawn: Colours) -> tuple[Colours, Gray]:
    """Return the page with ink over it, as light goes through it, in colours and in grey."""
    both = np.minimum(colours, drawn)
    return both, np.asarray(cv2.cvtColor(both, cv2.COLOR_BGR2GRAY), np.uint8)


def stamped(pixels: Gray) -> tuple[Colours, Gray]:
    drawn = np.full((*pixels.shape, 3), 255, np.uint8)
    for radius in (130, 100):
        cv2.circle(drawn, (500, 900), radius, BLUE, 3)
    cv2.putText(drawn, "LE PREFET", (430, 905), cv2.FONT_HERSHEY_SIMPLEX, 0.8, BLUE, 2)
    at = np.linspace(0, 6, 200)
    strokes = np.stack([700 + 60 * at, 950 + 60 * np.sin(4 * at)], axis=1).astype(np.int32)
    cv2.polylines(drawn, [strokes], False, RED, 4)
    return inked(coloured(pixels), drawn)


def test_stamps_and_signatures_in_colour_are_taken_off_and_the_print_below_stays() -> None:
    clean = page()
    colours, gray = stamped(clean)
    wiped = without_coloured_ink(colours, gray, DPI)
    ink, before, after = (one < 128 for one in (clean, gray, wiped))
    assert (after & ~ink).sum() < 0.05 * (before & ~ink).sum()
    assert (after & ink).sum() > 0.97 * ink.sum()


def test_headings_rules_and_bands_in_colour_stay() -> None:
    drawn = np.full((*page().shape, 3), 255, np.uint8)
    cv2.putText(drawn, "CONVENTION", (200, 1800), cv2.FONT_HERSHEY_SIMPLEX, 1.5, BLUE, 4)
    cv2.rectangle(drawn, (200, 1900), (700, 2050), BLUE, 2)
    cv2.rectangle(drawn, (800, 1900), (1400, 1960), RED, -1)
    colours, gray = inked(coloured(page()), drawn)
    assert without_coloured_ink(colours, gray, DPI) is gray


def test_a_page_in_black_on_coloured_paper_is_left_as_it_is() -> None:
    colours = (coloured(page()) * np.array([0.6, 0.88, 1.0])).astype(np.uint8)
    gray = np.asarray(cv2.cvtColor(colours, cv2.COLOR_BGR2GRAY), np.uint8)
    assert without_coloured_ink(colours, gray, DPI) is gray


def test_pale_print_is_darkened_and_no_other() -> None:
    clean = page()
    pale = (250 - (250 - clean.astype(np.float64)) * 0.35).astype(np.uint8)
    random = np.random.default_rng(0)
    grainy = np.where(random.random(pale.shape) < 0.1, 248, pale).astype(np.uint8)
    deep = deep_ink(image(grainy)).pixels
    assert np.median(deep[clean < 60]) < 90
    assert (deep[clean > 240] > 200).mean() > 0.99
    for other in (clean, page(shadow=0.3), np.full_like(clean, 250)):
        kept = image(other)
        assert deep_ink(kept) is kept


def test_the_black_around_a_sheet_and_its_holes_are_painted_over() -> None:
    clean = page()
    copied = clean.copy()
    copied[:25], copied[:, :15], copied[:, -20:] = 8, 12, 6
    for y in (800, 1500):
        cv2.circle(copied, (75, y), 25, 15, -1)
    kept = without_edges(image(copied)).pixels
    assert (kept[clean > 200] > 180).mean() > 0.999
    inside = np.s_[100:-100, 150:-100]
    assert np.array_equal(kept[inside], clean[inside])


def test_a_page_without_black_edges_is_left_as_it_is() -> None:
    banded = page()
    banded[60:160, 100:1500] = 40
    for pixels in (page(), banded, page(shadow=0.4)):
        clean = image(pixels)
        assert without_edges(clean) is clean
