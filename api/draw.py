"""`genealogy draw`: where material went, or came from, as a picture in a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.asking import Batches, Where, asked, say_untimed, say_zone
from api.console import Data, Timing, opened, say
from api.exporting import check_new
from api.pictures import PICTURES, pictured
from api.time import AsKnownOn
from api.trace import direction_of
from genealogy.errors import WrongUsage
from genealogy.new_file import new_file
from queries.trace import trace
from visualize.languages import Words, chosen, of_environment


class PictureLanguage(StrEnum):
    """The language of what a picture says."""

    EN = "en"
    ZH_CN = "zh-CN"


Lang = Annotated[
    PictureLanguage | None,
    typer.Option(
        help="Language of what the picture says. Default: that of the environment's locale "
        "(LC_ALL, LC_MESSAGES, LANG) where it is Chinese, else English.",
        show_default=False,
    ),
]
Out = Annotated[
    Path,
    typer.Argument(
        metavar="OUT",
        help="The file to draw into, which does not exist yet: .html, .svg, .png, .pdf, .graphml.",
    ),
]


def draw_command(
    batches: Batches = None,
    *,
    out: Out,
    where: Where = None,
    forward: Annotated[bool, typer.Option("--forward", help="Where it went (default).")] = False,
    backward: Annotated[bool, typer.Option("--backward", help="What it was made from.")] = False,
    both: Annotated[bool, typer.Option("--both", help="Both directions.")] = False,
    as_known_on: AsKnownOn = None,
    lang: Lang = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """A picture of where material went, or came from, with the verdict above it.

    Up to 400 nodes each has a card, up to 2,000 a line; above that they are summed up by level
    and material. The ending of the file says what it becomes: a page to look around in, a
    drawing, an image, a report to print with the tables behind it, or a network.

    Examples:

      genealogy draw CUL-2231 recall.html

      genealogy draw YOG-0040 YOG-0041 origin.pdf --backward
    """
    named, selected = asked(batches, where)
    direction = direction_of(forward=forward, backward=backward, both=both)
    ending = _ending(out)
    check_new(out)
    if not out.absolute().parent.is_dir():
        raise WrongUsage(f"{out} cannot be written: there is no folder {out.absolute().parent}.")
    with opened(data, timing=timing) as (database, settings, record):
        say_zone(selected, settings)
        answer = trace(database, named, direction, settings, selected, as_known_on=as_known_on)
        record.answer(answer)
    say_untimed(answer.untimed)
    from visualize.drawing import COMPACT_MOST, drawing
    from visualize.page import PAGE_MOST

    most = PAGE_MOST if ending == ".html" else COMPACT_MOST
    words = Words(chosen(lang) if lang else of_environment())
    drawn = drawing(answer.to_dict(), most=most, words=words)
    content = pictured(answer, drawn, ending)
    with new_file(out) as file:
        file.write(content)
    say(f"picture: {out}")


def _ending(out: Path) -> str:
    """As what the file is to be drawn. Raises WrongUsage for another ending, or for what is not
    installed."""
    ending = out.suffix.lower()
    if ending not in PICTURES:
        given = f'"{out.suffix}" is none of them' if out.suffix else "it has none"
        raise WrongUsage(
            f"{out} cannot be drawn: its ending says as what, and {given}. "
            f"It can be {', '.join(PICTURES)}."
        )
    if ending == ".pdf":
        from visualize.report import check_typst

        check_typst()
    return ending
