"""The picture as PNG and PDF, made with the fonts of this machine; and what is missing is said."""

import re
import struct
import sys
import zlib

import pytest

from genealogy.errors import WrongUsage
from tests.visualize.drawings import SPITEFUL_HEAD, answer, batch, dairy, head, large, spiteful
from visualize.drawing import drawing
from visualize.fonts import check_fonts, font_folders, is_chinese
from visualize.image import LONGEST_SIDE, MOST_PIXELS, png
from visualize.report import Sheet, check_typst, pdf
from visualize.svg import svg

SHEET = Sheet(
    "Batches",
    ("batch", "quantity"),
    tuple((f"YOG-{number:05}", "12.5") for number in range(500)),
    frozenset({"quantity"}),
)


def size(image: bytes) -> tuple[int, int]:
    assert image.startswith(b"\x89PNG\r\n")
    return struct.unpack(">II", image[16:24])


def pages(document: bytes) -> int:
    """The pages of a PDF, of which some lie in compressed streams."""
    parts = [document]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.S):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts)


def test_a_small_picture_is_drawn_sharp_and_a_large_one_still_opens():
    small = svg(drawing(answer(batches=[batch("a")])), head())
    tall = svg(drawing(large(500)), head())

    assert size(png(small))[0] == pytest.approx(2 * float(re.search(r'width="([\d.]+)', small)[1]))
    width, height = size(png(tall))
    assert max(width, height) <= LONGEST_SIDE
    assert width * height <= MOST_PIXELS * 1.01


def test_chinese_signs_are_drawn_each_as_itself():
    """Signs that no font has are all drawn as one box."""
    of = {
        sign: png(svg(drawing(answer(batches=[batch(sign)])), head()))
        for sign in ("乳", "菌", "批")
    }

    assert len(set(of.values())) == 3


def test_a_machine_without_chinese_signs_is_told_what_to_install(tmp_path):
    (tmp_path / "DejaVuSans.ttf").touch()

    check_fonts("Kaufhof Süd ×900", [tmp_path])
    with pytest.raises(WrongUsage, match="apt install fonts-noto-cjk"):
        check_fonts("汉堡华人超市", [tmp_path])


def test_a_machine_without_any_fonts_is_told_so(tmp_path):
    with pytest.raises(WrongUsage, match="has no fonts"):
        check_fonts("Kaufhof", [tmp_path, tmp_path / "missing"])


def test_this_machine_has_the_fonts_that_these_tests_need():
    assert any(folder.is_dir() for folder in font_folders())
    check_fonts("汉堡华人超市")


def test_what_is_chinese_japanese_or_korean_is_known_as_such():
    assert all(map(is_chinese, ("批", "バッチ", "배치", "Milch 乳")))
    assert not any(map(is_chinese, ("Købmandsgården", "партия", "דפוס", "×900 …", "")))


def test_the_tables_stand_behind_the_picture_with_every_row():
    one = pdf(drawing(dairy(chinese=True)), head("召回范围"), [])
    with_table = pdf(drawing(dairy(chinese=True)), head("召回范围"), [SHEET])

    assert one.startswith(b"%PDF-")
    assert pages(one) == 1
    assert pages(with_table) > 10


def test_the_same_answer_gives_the_same_report():
    first, second = (pdf(drawing(dairy()), head(), [SHEET]) for _ in range(2))

    assert first == second


def test_names_that_are_markup_elsewhere_are_text_in_a_report():
    typst = ('#panic("ran")', "= *bold* $x$", '#read("/etc/passwd")', "L" * 500, "")
    rows = tuple((text, "1") for text in (*typst, *SPITEFUL_HEAD.gaps))

    document = pdf(drawing(spiteful()), SPITEFUL_HEAD, [Sheet("Batches", SHEET.columns, rows)])

    assert pages(document) == 2


def test_a_report_without_its_extra_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)  # as where it is not installed

    with pytest.raises(WrongUsage, match=r"pip install 'genealogy\[pdf\]'"):
        check_typst()


def test_the_paper_is_a4():
    document = pdf(drawing(dairy()), head(), [])
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", document)

    assert {tuple(round(float(side)) for side in box) for box in boxes} <= {(842, 595), (595, 842)}
    assert boxes
