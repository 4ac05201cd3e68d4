"""`genealogy templates`: files to fill in, and to load."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.console import say, show
from loaders.templates import write_templates


class TemplateLanguage(StrEnum):
    """The language of headings and notes."""

    EN = "en"
    ZH = "zh"


def templates_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write them to.")],
    language: Annotated[
        TemplateLanguage, typer.Option(help="Language of headings and notes.")
    ] = TemplateLanguage.EN,
    csv: Annotated[
        bool, typer.Option("--csv", help="As CSV; else as workbooks with notes on every column.")
    ] = False,
) -> None:
    """Writes files to fill in where no export fits, as XLSX with notes, or as CSV.

    Each has headings and example rows, which are left out when it is loaded. No file is
    overwritten.

    Examples:

      genealogy templates forms/

      genealogy templates forms/ --language zh
    """
    for path in write_templates(folder, language.value, "csv" if csv else "xlsx"):
        show(str(path))
    say("Write your rows below the examples, then: genealogy load " + str(folder))
