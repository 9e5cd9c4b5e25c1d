"""Draws docs/images/sent.png and workbook.png: slides, page and workbook, as LibreOffice and poppler show them.

python docs/picture_files.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

IMAGES = Path(__file__).parent / "images"
ESTIMATE = ("bank-chatbot", "--for", "Acme Bank", "--by", "Jo Seller")
SLIDES = (1, 3, 8)  # what is asked, what it is worth, ways to deploy
WIDTH = 1200  # pixels of a picture
GAP = 12
COLOURS = 128


def roi(*words: str, folder: Path) -> None:
    """Run a command in a folder."""
    subprocess.run([sys.executable, "-m", "tui.cli", *words], cwd=folder, check=True, capture_output=True)


def as_pdf(file: Path) -> Path:
    """The document as PDF, by LibreOffice with a profile of its own."""
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(file.parent),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return file.with_suffix(".pdf")


def page_of(file: Path, number: int) -> Image.Image:
    """A page of a PDF, by poppler."""
    target = file.with_suffix("")
    page = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", "-png", "-r", "150", *page, str(file), str(target)], check=True)
    with Image.open(target.with_suffix(".png")) as picture:
        return picture.convert("RGB")


def scaled(picture: Image.Image, width: int) -> Image.Image:
    """The picture at a width."""
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


def beside(slides: list[Image.Image], page: Image.Image) -> Image.Image:
    """Slides over each other, as high as the page at their right, on grey."""
    ratio = sum(slide.height / slide.width for slide in slides)
    left = round((WIDTH - GAP) / (1 + ratio * page.width / page.height))
    column, sheet = [scaled(slide, left) for slide in slides], scaled(page, WIDTH - GAP - left)
    height = max(sum(slide.height + 2 for slide in column), sheet.height)
    whole, top = Image.new("RGB", (WIDTH, height), "#b0b0b0"), 0
    for slide in column:
        whole.paste(slide, (0, top))
        top += slide.height + 2
    whole.paste(sheet, (left + GAP, 0))
    return whole


def write(picture: Image.Image, name: str) -> None:
    """As a PNG of few colours."""
    target = IMAGES / name
    picture.quantize(COLOURS).save(target, optimize=True)
    print(f"Wrote {target}")


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roi("deck", *ESTIMATE, "--output", "deck.pptx", folder=folder)
        roi("run", *ESTIMATE, "--quiet", "--output", "page.pdf", "--output", "book.xlsx", folder=folder)
        deck = as_pdf(folder / "deck.pptx")
        write(beside([page_of(deck, each) for each in SLIDES], page_of(folder / "page.pdf", 1)), "sent.png")
        write(scaled(page_of(as_pdf(folder / "book.xlsx"), 1), 790), "workbook.png")


if __name__ == "__main__":
    main()
