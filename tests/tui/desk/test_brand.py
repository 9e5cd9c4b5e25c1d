"""Brand files: what they may say, and one message for what they may not."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from exports.brand import (
    DARK,
    HOUSE,
    LEAST_CONTRAST,
    WHITE,
    contrast,
    darker,
    lighter,
)
from exports.logo import LARGEST_SIDE
from roi.errors import RoiError
from roi.notation import DATE_STYLES, NUMBER_STYLES
from tui.desk.brand import load_brand

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    """The bytes of a picture of one colour."""
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **more)
    return target.getvalue()


def brand_file(folder: Path, text: str) -> Path:
    """A brand file of these lines."""
    path = folder / "acme.toml"
    path.write_text(f"[brand]\n{text}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures that are none, and of a link to one elsewhere."""
    folder = tmp_path_factory.mktemp("brand") / "in"
    folder.mkdir()
    (folder.parent / "out.png").write_bytes(picture())
    (folder / "link.png").symlink_to(folder.parent / "out.png")
    (folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    (folder / "logo.gif").write_bytes(picture(kind="GIF"))
    noise = Image.effect_noise((200, 200), 90)
    for name, kind in (("cut.png", "PNG"), ("cut.jpg", "JPEG")):
        target = io.BytesIO()
        noise.save(target, kind)
        (folder / name).write_bytes(target.getvalue()[: len(target.getvalue()) // 2])
    (folder / "huge.png").write_bytes(picture((5_000, 5_000), mode="1"))
    (folder / "large.png").write_bytes(picture() + b"x" * 2_000_000)
    return folder


def test_a_whole_brand(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(picture())
    path = brand_file(
        tmp_path,
        'primary = "#0B5345"\naccent = "#943126"\nfont = "Georgia"\nlogo = "logo.png"\nlogo_alt = "Acme"\n'
        'footer = "Acme Ltd"\nconfidentiality = "For  Acme\\nonly"\ndates = "23.11.2026"\nnumbers = "1.234,5"',
    )
    brand = load_brand(path)
    assert (brand.primary, brand.accent, brand.font) == ("#0b5345", "#943126", "Georgia")
    assert (brand.footer, brand.confidentiality) == ("Acme Ltd", "For Acme only")
    assert brand.logo is not None
    assert brand.logo.fitted(100, 10) == (20, 10)
    assert (brand.logo.width, brand.logo.height, brand.logo.alt) == (40, 20, "Acme")
    assert brand.dates.written(datetime.date(2026, 1, 5)) == "05.01.2026"
    assert brand.numbers.written("1,234,567.80") == "1.234.567,80"


def test_an_empty_brand_is_the_house_s(tmp_path: Path) -> None:
    assert load_brand(brand_file(tmp_path, "")) == HOUSE


@pytest.mark.parametrize("name", DATE_STYLES)
def test_a_way_to_write_dates_is_called_by_a_day_so_written(name: str) -> None:
    assert DATE_STYLES[name].written(datetime.date(2026, 11, 23)) == name


@pytest.mark.parametrize("name", NUMBER_STYLES)
def test_a_way_to_write_numbers_is_called_by_a_number_so_written(name: str) -> None:
    assert NUMBER_STYLES[name].written("1,234.5").replace("\xa0", " ").replace("’", "'") == name


def test_contrast_is_that_of_the_published_examples() -> None:
    # WebAIM's contrast checker and the W3C's technique G18 give these.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.005)
    assert contrast("#0000ff", WHITE) == pytest.approx(8.59, abs=0.005)
    assert contrast("#ff0000", WHITE) == pytest.approx(4.0, abs=0.005)


@given(COLOURS)
def test_a_colour_mixed_for_a_ground_can_be_read_on_it(colour: str) -> None:
    assert contrast(darker(colour), WHITE) >= LEAST_CONTRAST
    assert contrast(lighter(colour), DARK) >= LEAST_CONTRAST
    if contrast(colour, WHITE) >= LEAST_CONTRAST:
        assert darker(colour) == colour


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('colour = "#123456"', "unknown key `colour`"),
        ('primray = "#123456"', "Did you mean 'primary'?"),
        ('primary = "navy"', '"navy" is no colour'),
        ('primary = "#fff"', '"#fff" is no colour'),
        ("primary = 123", "Write it in quotes"),
        ('accent = "#ff6600"', "#ff6600 on white has a contrast of 2.93; text needs 4.5"),
        ('font = "Arial, serif"', "no name of a font"),
        ("font = 'x\";}</style>'", "no name of a font"),
        ("footer = '''" + "x" * 101 + "'''", "at most 100"),
        ('dates = "DD.MM.YYYY"', "Allowed: "),
        ("dates = 2026-11-23", "Write it in quotes"),
        ('numbers = "de"', "1.234,5"),
        ('logo = "../logo.png"', "outside the folder"),
        ('logo = "/etc/passwd"', "outside the folder"),
        ('logo = "link.png"', "outside the folder"),
        ('logo = "none.png"', "cannot be read"),
        ('logo = "."', "this is a folder"),
        ('logo = "a\\u0000b"', "no file name"),
        ('logo = "logo.svg"', "no picture of a kind that is read"),
        ('logo = "logo.gif"', "no picture of a kind that is read"),
        ('logo = "cut.png"', "the picture is broken"),
        ('logo = "cut.jpg"', "the picture is broken"),
        ('logo = "huge.png"', "at most 16,000,000"),
        ('logo = "large.png"', "at most 2,000,000"),
        ('logo_alt = "Acme"', "no logo that it describes"),
        ("[other]", "unknown key `other`"),
    ],
)
def test_one_message_for_what_a_brand_may_not_say(hostile: Path, text: str, message: str) -> None:
    with pytest.raises(RoiError) as caught:
        load_brand(brand_file(hostile, text))
    assert message in str(caught.value)


def test_without_its_table_the_file_says_how_to_begin(tmp_path: Path) -> None:
    path = tmp_path / "brand.toml"
    path.write_text("")
    with pytest.raises(RoiError, match=re.escape("the table [brand] is missing")):
        load_brand(path)


def test_nothing_of_a_logo_is_left_but_its_pixels(tmp_path: Path) -> None:
    data = Image.Exif()
    data[0x013B] = "Jane Author"  # the artist
    data[0x0112] = 6  # turned by a quarter
    (tmp_path / "logo.jpg").write_bytes(
        picture((60, 30), "JPEG", exif=data, comment=b"Jane Author") + b"<script>"
    )
    brand = load_brand(brand_file(tmp_path, 'logo = "logo.jpg"'))
    assert brand.logo is not None
    assert (brand.logo.width, brand.logo.height) == (30, 60)
    assert not re.search(b"Jane|Author|script|Exif", brand.logo.png, re.IGNORECASE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_read_and_made_small(tmp_path: Path, mode: str) -> None:
    (tmp_path / "logo.png").write_bytes(picture((LARGEST_SIDE * 2, 30), mode=mode))
    logo = load_brand(brand_file(tmp_path, 'logo = "logo.png"')).logo
    assert logo is not None
    assert (logo.width, logo.height) == (LARGEST_SIDE, 15)
    with Image.open(io.BytesIO(logo.png)) as again:
        assert again.size == (LARGEST_SIDE, 15)
