"""An investigation as a file: its JSON, or the 8D sheet as a workbook or a PDF."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from exports.json_text import json_text
from office.investigation import Investigation
from visualize.languages import Language

ENDINGS = (".xlsx", ".pdf", ".json")


def filed(found: Investigation, ending: str, language: Language) -> bytes:
    """The file of this ending, one of ENDINGS. The same log gives the same bytes.

    Raises WrongUsage where a font, or what makes a PDF, is not installed.
    """
    from visualize.eight_d import eight_d

    told = found.to_dict()
    if ending == ".json":
        return json_text(told).encode()
    sheet = eight_d(told, language)
    if ending == ".pdf":
        from visualize.eight_d_pdf import pdf

        return pdf(sheet)
    from exports.parts import write_parts

    with TemporaryDirectory(prefix="genealogy-") as folder:
        path = Path(folder) / "8d.xlsx"
        write_parts(sheet, path)
        return path.read_bytes()
