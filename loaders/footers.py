"""Footers: lines of totals and signatures that reports print below and between their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOTALS = re.compile(
    r"(本页|本期|本月|累计)?\s*(合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)"
    r"|((grand|sub|page)[ -]?)?totals?|sum|(zwischen|gesamt)?summe|gesamt",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(制单|制表|审核|复核|批准|记账|经办|主管|保管|仓管|领料|打印|导出)(员|人|时间|日期)?"
    r"|(printed|prepared|checked|approved|created|exported)( (by|on|at))?",
    re.IGNORECASE,
)
_PAGE = re.compile(r"第\s*\d+\s*页.*|(page|seite)\s+\d.*", re.IGNORECASE | re.DOTALL)
_MOST_BESIDE = 3  # cells that a signature may fill without each being one


def is_footer(row: Sequence[str]) -> bool:
    """Whether a row that no profile understands is a line of totals, signatures or pages.

    A total may stand in every column of numbers; a signature has a colon, and little beside it.
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled:
        return False
    word, colon, _ = re.split(r"([:：]|$)", filled[0], maxsplit=1)
    if _TOTALS.fullmatch(word.strip()):
        return True
    few = len(filled) <= _MOST_BESIDE or all(re.search("[:：]", cell) for cell in filled)
    return few and bool(
        (colon and _SIGNATURE.fullmatch(word.strip())) or _PAGE.fullmatch(filled[0])
    )
