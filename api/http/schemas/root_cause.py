"""Root cause: the suspects of bad batches, ranked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Count, Fingerprint, Schema, Time, examples_of
from api.http.schemas.verdict import Verdict

Share = Annotated[float, Field(ge=0, le=1)]
SuspectKind = Literal[
    "batch",
    "delivery",
    "operation",
    "equipment",
    "line",
    "operator",
    "shift",
    "parameter",
    "recipe",
    "supplier",
    "material",
    "site",
]


class Compared(Schema):
    """How the good batches were chosen."""

    materials: list[str] = Field(description="Ids of the materials of the bad batches.")
    from_: Time | None = Field(
        alias="from", description="Since when they were made, in UTC; null without any time."
    )
    to: Time | None = Field(description="Until when they were made, in UTC; null without any time.")
    batches: Count = Field(
        description="How many batches fit; of many those nearest in time to a bad one are taken."
    )
    left_out: Count = Field(description="How many of them came out bad: on hold, or a test failed.")
    unknown: Count = Field(description="Of how many of them nobody knows how they came out.")
    known_only: bool = Field(
        description="Whether only batches known to be good were taken, since there are enough."
    )


class RootCauseAsked(Schema):
    """Which batches were compared."""

    bad: list[str] = Field(description="Ids of the bad batches.")
    good: list[str] = Field(description="Ids of the good batches.")
    comparison: Compared | None = Field(
        description="How the good batches were chosen; null where they were named."
    )


class SuspectNamed(Schema):
    """Something that batches can have in common."""

    key: str = Field(description="What no other suspect has: all of the fields that name it.")
    text: str = Field(description="The suspect in words, its times in UTC.")
    kind: SuspectKind = Field(description="What kind of thing it is.")
    id: str = Field(description="Its id within its kind; of a parameter the characteristic.")
    of: str | None = Field(
        description="What narrows it: the supplier of a delivery, the line of an operator's or a "
        "shift's work, the step of a parameter, the cleaning or maintenance since which equipment "
        "is suspect; else null."
    )
    start: Time | None = Field(description="Begin of its window, in UTC; null where it has none.")
    end: Time | None = Field(description="End of its window, in UTC; null where it has none.")
    name: str | None = Field(description="What it is called; null where that is not stated.")


class Parameter(Schema):
    """What tells the values of a parameter apart, by bad and good batches."""

    unit: str = Field(description="Unit of all values here; empty where none is stated.")
    p: Share = Field(
        description="How likely chance alone lets the values differ so (Mann and Whitney 1947)."
    )
    effect: Share = Field(
        description="Share of pairs in which the bad batch has the larger value: 0.5 tells nothing."
    )
    bad: Count = Field(description="Of how many bad batches there is a value.")
    good: Count = Field(description="Of how many good batches there is a value.")
    enough: bool = Field(description="Whether these are enough for a claim.")
    bad_median: float = Field(description="Median of the bad batches.")
    good_median: float = Field(description="Median of the good batches.")
    above: bool = Field(
        description="Whether values at the threshold or above tell bad batches; else those below."
    )
    threshold: float = Field(description="Where the two are told apart best (Youden 1950).")
    threshold_low: float = Field(description="Lower end of its interval of 95 %; null likewise.")
    threshold_high: float = Field(description="Upper end of it.")
    sensitivity: Share = Field(description="Share of the bad batches that are beyond it.")
    specificity: Share = Field(description="Share of the good batches that are not.")


class Suspect(SuspectNamed):
    """A suspect with how its bad and good batches differ. Suspects that reach the same batches
    are one row: these cannot tell them apart."""

    rank: Count = Field(description="Its rank: 1 is the clearest.")
    likely: bool = Field(
        description="Whether it is more than chance: of those that are, no more than 5 % are "
        "expected to be chance (Benjamini and Hochberg 1995)."
    )
    bad: Count = Field(description="How many bad batches it reaches.")
    good: Count = Field(description="How many good batches it reaches.")
    bad_share: Share | None = Field(
        description="Share of the bad batches that it reaches; null without any."
    )
    good_share: Share | None = Field(
        description="Share of the good batches that it reaches; null without any."
    )
    lift: float | None = Field(
        description="How many times more often its batches are bad than all of them; null where it "
        "reaches none."
    )
    odds_ratio: float | None = Field(
        description="How many times higher the odds of being bad are with it; null where it "
        "reaches all or none."
    )
    odds_low: float | None = Field(description="Lower end of its interval of 95 %; null likewise.")
    odds_high: float | None = Field(description="Upper end of it; null where there is none.")
    p: Share = Field(
        description="How likely chance alone lets it reach so many of the bad batches (Fisher's "
        "exact test); of a parameter in numbers, lets its values differ so (Mann and Whitney)."
    )
    q: Share = Field(
        description="Which share of the suspects with such a p, or a smaller one, are chance."
    )
    bad_quantity_share: float | None = Field(
        description="Share of the bad batches that it reaches by their quantity; null where "
        "quantities are not stated or have unlike units."
    )
    good_quantity_share: float | None = Field(
        description="The same of the good batches; null likewise."
    )
    distance: Count | None = Field(
        description="How many operations lie between it and the nearest bad batch; null for a "
        "window of time and a parameter in numbers."
    )
    together: list[SuspectNamed] = Field(
        description="The other suspects that reach the same batches, the most specific first."
    )
    parameter: Parameter | None = Field(
        description="What tells the values of a parameter apart; null for all else."
    )
    bad_batches: list[str] = Field(description="Ids of the bad batches that it reaches.")
    good_batches: list[str] = Field(description="Ids of the good batches that it reaches.")


class MadeOf(Schema):
    """A batch that was made of a suspect, or at it."""

    batch_id: str = Field(description="Id of the batch.")
    at: Time = Field(description="When it was made of the suspect or at it, in UTC.")
    bad: bool | None = Field(
        description="Whether a bad batch was made from it (true) or good ones alone (false); null "
        "where none of the compared batches was."
    )


class Lead(Schema):
    """When a likely suspect began to bring forth bad batches, and when it stopped."""

    rank: Count = Field(description="Rank of the suspect.")
    key: str = Field(description="Key of the suspect, as there.")
    began: Time | None = Field(
        description="Since when more were bad than before and after, in UTC; null where its "
        "batches are all alike."
    )
    stopped: Time | None = Field(description="Until when, in UTC; null likewise.")
    p: Share | None = Field(
        description="How likely chance alone makes such a window somewhere (Kulldorff 1997); null "
        "likewise."
    )
    bad: Count | None = Field(description="How many in the window are bad; null likewise.")
    known: Count | None = Field(description="Of how many in it that is known; null likewise.")
    bad_outside: Count | None = Field(description="How many elsewhere are bad; null likewise.")
    known_outside: Count | None = Field(description="Of how many that is known; null likewise.")
    not_known: list[str] = Field(
        description="Ids of the batches in the window of which nobody knows: at risk."
    )
    where: str | None = Field(
        description="The window as a selection, to recall it; null where there is none."
    )
    nodes: list[str] = Field(
        description="What upstream makes it a suspect, as the keys of a picture: `operation:...`."
    )
    timeline: list[MadeOf] = Field(description="All that it rests on, in the order of time.")


class Believed(Schema):
    """How much a suspect is believed in, once a batch is tested."""

    key: str = Field(description="Key of the suspect.")
    reaches: bool = Field(description="Whether the batch was made from it, or at it.")
    if_bad: Share = Field(description="Belief that it is the cause if the batch is bad.")
    if_good: Share = Field(description="The same if the batch is good.")


class ToTest(Schema):
    """A batch to test next, since that tells the first suspects apart."""

    batch_id: str = Field(description="Id of the batch.")
    on_hand: float | None = Field(description="How much of it is on hand; null where nobody tells.")
    unit: str | None = Field(description="Unit of what is on hand; null where none is stated.")
    sample_kept: bool = Field(description="Whether a sample of it was kept.")
    gain: Annotated[float, Field(ge=0)] = Field(
        description="How much the test is expected to tell of which suspect it is, in bits."
    )
    chance: Share = Field(description="How likely it comes out bad.")
    suspects: list[Believed] = Field(description="What each outcome would make of the suspects.")


class MixedUnits(Schema):
    """A characteristic that is measured in units that nothing converts, so compared apart."""

    characteristic: str = Field(description="Name of the characteristic.")
    step: str | None = Field(
        description="Recipe or material that it is measured of; null where none is stated."
    )
    units: list[str] = Field(description="The units, each of another dimension.")


class FewValues(Schema):
    """A characteristic in numbers that was measured of too few batches to be compared."""

    characteristic: str = Field(description="What was measured, by its name.")
    step: str | None = Field(description="Of what: recipe or material; null if not stated.")
    unit: str = Field(description="Unit of its values; empty where none is stated.")
    bad: Count = Field(description="Of how many bad batches there is a value.")
    good: Count = Field(description="Of how many good batches there is a value.")


class FailedTest(Schema):
    """A test that bad batches failed themselves: how they came out, and no suspect."""

    characteristic: str = Field(description="What was tested, by its name.")
    step: str | None = Field(description="The material that was tested; null if not stated.")
    bad: Count = Field(description="How many of the bad batches failed it.")


class RootCauseAnswer(Schema):
    """What bad batches have in common that good ones have not, the clearest first."""

    model_config = ConfigDict(json_schema_extra=examples_of("root-cause"))

    question: RootCauseAsked = Field(description="Which batches were compared.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    enough: bool = Field(
        description="Whether there are enough batches for any claim, among so many suspects; if "
        "not, no suspect is likely."
    )
    smallest_p: Share = Field(
        description="The p of a suspect that reaches all bad and no good batches: the clearest "
        "that there could be."
    )
    tested: Count = Field(
        description="How many suspects q allows for: also those that reach no bad batch."
    )
    suspects: list[Suspect] = Field(
        description="Every suspect that reaches a bad batch, by its rank."
    )
    possible: list[Suspect] = Field(
        description="The suspects that reach more by links that are only possible, with all that "
        "they reach so."
    )
    leads: list[Lead] = Field(
        description="When the first likely suspects began and stopped; a place with several "
        "windows once."
    )
    to_test: list[ToTest] = Field(
        description="Batches on hand, or of which a sample was kept, the one that tells the most "
        "about the first likely suspects first."
    )
    mixed_units: list[MixedUnits] = Field(
        description="Characteristics that are measured in units that nothing converts."
    )
    few_values: list[FewValues] = Field(
        description="Characteristics in numbers of too few bad or good batches to be compared."
    )
    failed_tests: list[FailedTest] = Field(
        description="Tests that bad batches failed themselves, so that these are no suspects."
    )
    verdict: Verdict = Field(
        description="Whether all is known that lies upstream: a cause behind a gap is not seen. "
        "Quantities are not looked at."
    )
