"""What a reader must know before looking at a picture: whether the answer is complete first."""

from dataclasses import dataclass
from typing import Literal

from visualize.languages import ENGLISH, Words
from visualize.words import plain

GAPS_SHOWN = 5

Colour = Literal["green", "yellow", "red"]


@dataclass(frozen=True, slots=True)
class Head:
    """The words above a picture, as the answer has them elsewhere.

    `verdict` are its lines with their colours, `gaps` a line for each gap, `lines` what else
    there is to know: how large the scope is, up to when the data go, the fingerprint.
    """

    title: str
    verdict: tuple[tuple[str, Colour], ...]
    gaps: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    words: Words = ENGLISH

    @property
    def gaps_shown(self) -> list[str]:
        """The first gaps, and how many more there are."""
        shown = [plain(gap) for gap in self.gaps[:GAPS_SHOWN]]
        if len(self.gaps) > GAPS_SHOWN:
            more = len(self.gaps) - GAPS_SHOWN
            shown.append(self.words.say("picture.more-gaps", count=more))
        return shown
