"""`genealogy templates`: files to fill in, which load as they are."""

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
) -> None:
    """Writes files to fill in where no export fits, as XLSX with notes and as CSV.

    Each has headings and example rows, and loads as it is. No file is overwritten.

    Examples:

      genealogy templates forms/

      genealogy templates forms/ --language zh
    """
    for path in write_templates(folder, language.value):
        show(str(path))
    say("Replace the example rows by your own, then: genealogy load " + str(folder))
