"""The image of a page before anybody reads it: straightened, its rules and bands found, its geometry kept."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Box
from pipeline.read.frame import Affine
from pipeline.read.image import PageImage, turn
from pipeline.read.image_bands import lighten_bands
from pipeline.read.image_light import even_light
from pipeline.read.image_rulings import find_rulings, without_rulings
from pipeline.read.image_specks import without_specks
from pipeline.read.image_straighten import enlarge, straighten
from tests.read.scans import Look, photographed, typed

numbers = st.floats(-1000, 1000)


def image(look: Look, **kwargs: bool) -> PageImage:
    return PageImage(photographed(typed(**kwargs), look), Affine.scale(72 / look.dpi))


def straightened(look: Look, **kwargs: bool) -> PageImage:
    picture = straighten(image(look, **kwargs))
    assert picture is not None
    return picture


def straightened_line(line: str) -> PageImage:
    pixels = photographed(typed([line], table=False), Look(dpi=200))
    picture = straighten(PageImage(pixels, Affine.scale(72 / 200)))
    assert picture is not None
    return picture


def lean(picture: PageImage) -> float:
    """Degrees by which a straightened image was turned."""
    return float(np.degrees(np.arctan2(picture.to_page.b, picture.to_page.a)))


@pytest.mark.parametrize("tilt", [-4.0, -1.0, -0.3, 0.2, 0.5, 2.0, 4.0])
@pytest.mark.parametrize("table", [False, True])
def test_the_lean_of_a_page_is_found_to_a_tenth_of_a_degree(tilt: float, table: bool) -> None:
    assert lean(straightened(Look(tilt=tilt), table=table)) == pytest.approx(tilt, abs=0.1)


def test_a_straight_page_is_left_as_it_is() -> None:
    straight = image(Look())
    kept = straighten(straight)
    assert kept is straight


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_on_its_side_is_set_up(quarters: int) -> None:
    height, width = straightened(Look(quarters=quarters)).pixels.shape
    assert height > width


@pytest.mark.parametrize("shadow", [0.3, 0.6])
def test_a_page_in_the_shadow_is_evened_out(shadow: float) -> None:
    dark = image(Look(shadow=shadow, tilt=0.5))
    even = even_light(dark)
    thirds = np.array_split(even.pixels, 3, axis=1)
    assert np.ptp([np.median(third) for third in thirds]) <= 8
    assert np.ptp([np.mean(third < 128) for third in thirds]) < 0.05
    assert even.to_page == dark.to_page
    plain, found = (
        find_rulings(one.pixels, one.dpi)[0] for one in (image(Look()), even_light(image(Look(shadow=shadow))))
    )
    assert len(found) == len(plain)


SPECKLED = Look(dpi=200, specks=0.004)


def test_specks_are_taken_off_and_broken_rules_mended() -> None:
    clean, soiled = image(Look(dpi=200, noise=0.0)), image(SPECKLED)
    wiped = without_specks(soiled).image
    ink, before, after = (one.pixels < 128 for one in (clean, soiled, wiped))
    apart = cv2.dilate(ink.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert (after & apart).sum() < 0.02 * (before & apart).sum()
    assert (after & ink).sum() > 0.97 * (before & ink).sum()
    sides = [sorted(find_rulings(one.pixels, one.dpi)[0]) for one in (clean, wiped)]
    assert len(sides[0]) == len(sides[1])
    assert np.abs(np.array(sides[0]) - np.array(sides[1])).max() < 4


@pytest.mark.parametrize("look", [Look(), Look(noise=15.0), Look(dpi=100), Look(dpi=300)])
def test_a_page_without_specks_is_left_as_it_is(look: Look) -> None:
    clean = image(look)
    assert without_specks(clean).image is clean


def test_a_page_evenly_lit_is_left_as_it_is() -> None:
    for look in (Look(), Look(noise=25.0), Look(tilt=4.0)):
        lit = image(look)
        assert even_light(lit) is lit


def test_a_page_of_one_line_is_not_on_its_side() -> None:
    height, width = straightened_line("C. PLOUGASTEL").pixels.shape
    assert height > width


def test_grain_is_not_ink() -> None:
    assert straighten(PageImage(photographed(typed([], table=False), Look(noise=12.0)), Affine.scale(0.5))) is None
    assert straighten(image(Look(noise=12.0))) is not None


@given(st.integers(0, 7), st.integers(1, 30), st.integers(1, 30), st.integers(0, 29), st.integers(0, 29))
def test_turned_pixels_map_to_the_same_place(quarters: int, width: int, height: int, x: int, y: int) -> None:
    x, y = x % width, y % height
    pixels = np.zeros((height, width), np.uint8)
    pixels[y, x] = 255
    turned = turn(PageImage(pixels, Affine()), quarters)
    ((new_y, new_x),) = np.argwhere(turned.pixels == 255)
    assert turned.to_page.point(new_x + 0.5, new_y + 0.5) == pytest.approx((x + 0.5, y + 0.5))


def test_an_enlarged_image_maps_to_the_same_place() -> None:
    small = image(Look(dpi=100))
    large = enlarge(small, 130)
    assert large.pixels.shape == (2 * small.pixels.shape[0], 2 * small.pixels.shape[1])
    assert large.to_page.point(200, 100) == pytest.approx(small.to_page.point(100, 50))
    assert enlarge(large, 130) is large


@given(numbers, numbers, st.floats(-180, 180), st.floats(0.1, 10))
def test_an_affine_and_its_inverse_cancel(x: float, y: float, degrees: float, factor: float) -> None:
    there = Affine.rotation(degrees).then(Affine.scale(factor)).then(Affine(e=3, f=-5))
    assert there.inverse().point(*there.point(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_the_box_around_a_turned_box() -> None:
    around = Affine.rotation(90).box(Box(0.0, 0.0, 10.0, 2.0))
    assert (around.x0, around.y0, around.x1, around.y1) == pytest.approx((-2, 0, 0, 10), abs=1e-9)


def test_text_is_no_rule_and_wiping_rules_spares_the_text() -> None:
    plain = image(Look(noise=3.0), table=False)
    assert find_rulings(plain.pixels, plain.dpi)[0] == []
    ruled = image(Look(noise=3.0))
    runs, mask = find_rulings(ruled.pixels, ruled.dpi)
    assert len(runs) == 8
    wiped = without_rulings(ruled.pixels, mask, ruled.dpi)
    assert find_rulings(wiped, ruled.dpi)[0] == []
    away = mask == 0
    assert (wiped[away] == ruled.pixels[away]).mean() > 0.99


def test_the_tail_of_an_underlined_letter_stays() -> None:
    pixels = np.full((400, 600), 240, np.uint8)
    pixels[200:204, 50:550] = 10
    pixels[185:216, 300:306] = 10
    wiped = without_rulings(pixels, find_rulings(pixels, 150)[1], 150)
    assert (wiped[200:204, 301:305] < 50).all()
    assert (wiped[200:204, 60:280] > 200).all()


def test_a_dark_band_becomes_paper_and_its_letters_ink() -> None:
    pixels = np.full((600, 900), 240, np.uint8)
    pixels[100:150, 100:800] = 80
    pixels[115:135, 200:204] = 250
    lightened = lighten_bands(pixels, 150)
    assert (lightened[105:110, 110:790] > 220).all()
    assert (lightened[118:132, 201:203] < 60).all()
    assert (lightened[200:] == pixels[200:]).all()


def test_bold_text_is_no_band() -> None:
    plain = image(Look())
    assert lighten_bands(plain.pixels, plain.dpi) is plain.pixels
