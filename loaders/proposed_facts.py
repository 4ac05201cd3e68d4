"""Proposed facts: what the rows of a sample probably state, by the fields that they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from genealogy.facts import FACTS
from loaders.field_words import Side, normalised
from loaders.movements import Meaning, movements
from loaders.profile_sections import UNDECIDED, end_words
from loaders.proposed_section import ProposedSection, SectionWriter, listed, quoted
from loaders.sample_columns import Sample

_TAKEN_BACK = {
    # what a negative quantity of the kind states, and the words that it needs
    "receipt": ("disposal", {"disposal": '"=returned to supplier"'}),
    "consumption": ("consumption", {"role": '"=return"'}),
    "production": ("disposal", {"disposal": '"=adjustment"'}),
    "shipment": ("return", {}),
}
_CONSUMES = ("consumed", "issue", "issued", "投料", "投入", "领料", "出库", "实出", "实发", "耗用")
_PRODUCES = ("produced", "output", "completed", "产出", "完工", "入库", "实入")
_COUNTS = ("count", "counted", "盘点")
_SCRAPS = ("disposed", "scrap", "scrapped", "报废")
_RETURNS = ("return", "returned", "退货")
_HINTING = ("lot", "item", "quantity", "time", "line", "document")


def proposed_sections(sample: Sample) -> list[ProposedSection]:
    """Identity, document and facts of the sample, and what its rows describe."""
    return list(_Proposer(sample).sections())


class _Proposer:
    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._of = sample.column
        self._write = SectionWriter(sample)
        self._numbered = bool(self._write.field("lot") or self._of("serial"))
        self._quantity = self._write.field("quantity", self._write.side)

    def sections(self) -> Iterator[ProposedSection]:
        facts = self._facts()
        if self._numbered:
            yield self._write.identity()
        yield from self._write.document()
        yield from self._write.totals()
        yield from facts
        yield from filter(None, self._described(facts))

    # What rows state

    def _facts(self) -> list[ProposedSection]:
        if movement := self._of("movement"):
            return self._by_movement(movement)
        if self._write.transforms:
            return self._transformation() + self._resources()
        if self._of("characteristic") and (self._of("value") or self._of("text")):
            return [self._measured()]
        if self._numbered:
            return self._of_one_lot()
        return self._resources() or [self._undecided()]

    def _of_one_lot(self) -> list[ProposedSection]:
        """What a row with one lot states, by whom or what else it names."""
        if self._of("supplier") and self._of("customer"):
            return [self._undecided("receipt", "shipment")]
        if self._of("supplier"):
            return self._receipt()
        if self._of("customer"):
            back = self._hints(_RETURNS)
            kind, other = ("return", "shipment") if back else ("shipment", "return")
            return self._signed(kind, f"the rows name a customer; else it is a {other}")
        if self._of("order"):
            return self._of_order() + self._resources()
        return [self._of_place_or_notice()] if not self._only_describes() else []

    def _of_order(self) -> list[ProposedSection]:
        """Rows of an order: what went in, or what came out, if the names tell."""
        consumes, produces = self._hints(_CONSUMES), self._hints(_PRODUCES)
        if consumes and not produces:
            return self._signed("consumption", f"{quoted(consumes[0])} speaks of what went in")
        if produces and not consumes:
            return self._signed("production", f"{quoted(produces[0])} speaks of what came out")
        return [self._undecided("consumption", "production")]

    def _of_place_or_notice(self) -> ProposedSection:
        if self._of("location") and self._of("origin"):
            return self._fact("move", "the rows name two places")
        if self._of("location"):
            if self._hints(_COUNTS):
                return self._fact("stock_count", "the names speak of counts")
            return self._undecided("stock_count", "move")
        if self._hints(_SCRAPS):
            words = {"disposal": '"=scrap"'}
            return self._fact("disposal", "the names speak of scrap", constants=words)
        return self._undecided("hold", "release") if self._of("hold") else self._undecided()

    def _only_describes(self) -> bool:
        """Whether the rows are of batches alone, with no flow that any column tells."""
        flows = ("location", "hold", "quantity", "time", "container")
        about = self._of("expires") or self._of("made")
        return bool(about) and not any(map(self._write.field, flows))

    def _transformation(self) -> list[ProposedSection]:
        """Rows with a lot that went in and one that came out."""
        consumed = self._fact("consumption", "the lot that went in", side="in")
        produced = self._fact("production", "the lot that came out", side="out")
        self._key_once(produced, self._of("lot", "out") or "")
        batch = self._write.batch(produced, "out")
        named = ", ".join(f"{word} = {text}" for word, text in batch)
        produced.condition("batch", f"{{ {named} }}")
        for section, lot in ((consumed, self._of("lot", "in")), (produced, self._of("lot", "out"))):
            if lot and not self._sample.filled(lot):
                section.condition("present", listed([lot]))
        return [consumed, produced]

    def _key_once(self, section: ProposedSection, subject: str) -> None:
        """Makes the operation the key, where all its rows of this subject say the same."""
        cells, operation = self._sample.cells, self._write.operation()
        same = [*operation, subject]
        rest = sorted(section.columns - set(same))
        said = defaultdict(set)
        for at in self._sample.rows_of_things():
            said[tuple(cells[each][at] for each in same)].add(tuple(cells[e][at] for e in rest))
        if all(len(each) == 1 for each in said.values()):
            section.condition("key", listed(operation))
            section.comments.append("Rows of one operation repeat it: it is one fact.")

    def _receipt(self) -> list[ProposedSection]:
        """A receipt, with the supplier's lot where the rows name it: then three facts."""
        why, lot = "the rows name a supplier", self._of("supplier_lot")
        if not lot:
            return self._signed("receipt", why)
        facts = self._signed("receipt", f"{why}, without a lot of its own")
        facts[0].condition("absent", listed([lot]), lot)
        signed = len(facts) > 1
        item = self._write.field("item")
        of_item = f"item = {quoted(item)}" if item else "item_unknown = true"
        supplier = quoted(self._of("supplier") or "")
        batch = f"{{ party = {supplier}, {of_item}, lot = {quoted(lot)} }}"
        for kind in ("receipt", "consumption", "production"):
            why = "supplier's lot -> receive -> own lot"
            section = self._write.fact(kind, why, operation=self._received_by())
            if kind != "production":
                section.condition("batch", batch)
            if signed:
                section.condition("not_negative", listed([self._quantity or ""]))
            section.condition("present", listed([lot]), lot)
            facts.append(section)
        return facts

    def _received_by(self) -> list[str]:
        """What names the operation that turns a supplier's lot into the own one."""
        line = [each for each in map(self._of, ("year", "document", "line")) if each]
        batch = [each for each in map(self._write.field, ("item", "lot")) if each]
        return line if self._of("document") else batch

    def _measured(self) -> ProposedSection:
        if self._numbered:
            return self._fact("measurement", "a characteristic of a lot, and its value")
        if not self._of("order"):
            return self._undecided("measurement", "process_value")
        section = self._fact("process_value", "a characteristic of an order, and its value")
        step = self._of("step")
        if step and not self._sample.filled(step):
            section.comments.append(f"{quoted(step)} has gaps: the order alone is the operation.")
        return section

    def _resources(self) -> list[ProposedSection]:
        """Equipment and operators of an operation."""
        found = []
        for kind, word in (("equipment_use", "equipment"), ("operator_assignment", "operator")):
            column = self._of(word)
            if column and self._of("order"):
                section = self._fact(kind, f"the rows name an {word}")
                self._key_once(section, column)
                section.condition("present", listed([column]))
                found.append(section)
        return found

    def _by_movement(self, movement: str) -> list[ProposedSection]:
        """A fact for each text of the movement column that the built-in profiles agree on."""
        known = movements()
        texts = list(dict.fromkeys(filter(None, self._sample.cells[movement])))
        groups: defaultdict[Meaning, list[str]] = defaultdict(list)
        for text in texts:
            if (meaning := known.get(text)) and all(map(self._has_end, end_words(meaning[0]))):
                groups[meaning].append(text)
        found = []
        for (kind, constants), those in groups.items():
            rows = [at for at, text in enumerate(self._sample.cells[movement]) if text in those]
            words = {word: quoted(f"={text}") for word, text in constants}
            why = f"{quoted(movement)} says so"
            section = self._write.fact(kind, why, drop=self._signs(rows) == {"-"}, constants=words)
            section.condition("when", f"{{ {quoted(movement)} = {listed(those)} }}", movement)
            found.append(section)
        unknown = [text for text in texts if not any(text in those for those in groups.values())]
        if not found:
            found = [self._undecided()]
            found[0].condition("when", f"{{ {quoted(movement)} = {listed(unknown)} }}", movement)
        elif unknown:
            found[0].comments[:0] = [
                "Rejected until a fact says what rows with these texts state:",
                *(f"  {quoted(movement)} = {quoted(text)}" for text in unknown),
            ]
        return found

    def _has_end(self, word: str) -> bool:
        """Whether the sample has what stands at this end of a fact."""
        if word in ("measurement", "disposal"):
            return True
        if word == "batch":
            return self._numbered
        return self._of("order" if word == "operation" else word) is not None

    # One fact

    def _fact(
        self,
        kind: str,
        why: str,
        side: Side = "",
        constants: Mapping[str, str] | None = None,
    ) -> ProposedSection:
        """A fact; without the sign where all quantities have a minus, as issues often have."""
        minus = self._signs() == {"-"}
        return self._write.fact(kind, why, side, drop=minus, constants=constants)

    def _signed(self, kind: str, why: str) -> list[ProposedSection]:
        """A fact, and what its negative quantities state where the sample has both signs."""
        first = self._fact(kind, why)
        if self._signs() != {"+", "-"} or kind not in _TAKEN_BACK:
            return [first]
        back, words = _TAKEN_BACK[kind]
        taken = f"a {kind} with a negative quantity is taken back, perhaps in part"
        second = self._write.fact(back, taken, drop=True, constants=words)
        first.condition("not_negative", listed([self._quantity or ""]))
        second.condition("negative", listed([self._quantity or ""]))
        return [first, second]

    def _signs(self, rows: list[int] | None = None) -> set[str]:
        """The signs of the quantities in these rows, of all rows where none are given."""
        cells = self._sample.cells[self._quantity] if self._quantity else []
        texts = cells if rows is None or not cells else [cells[at] for at in rows]
        return {"-" if "-" in text else "+" for text in texts if text.strip("0.,-")}

    def _undecided(self, *kinds: str) -> ProposedSection:
        """A fact whose kind is open, with the words of the first that it can be."""
        section = self._write.fact(kinds[0], "") if kinds else self._write.open_fact()
        question = " or ".join(kinds) or "which fact a row states"
        section.entries[0] = ("kind", quoted(f"{UNDECIDED}: {question}"))
        section.comments = ["The names and cells do not decide what a row states."]
        for kind in kinds or FACTS:
            ends = " and ".join(end_words(kind))
            section.comments.append(f"  {kind} is between {ends}")
        return section

    def _hints(self, words: tuple[str, ...]) -> list[str]:
        """The columns whose names have one of the words, but for what names orders."""
        names = [name for each in _HINTING for name in self._sample.columns_of(each)]
        return [name for name in names if any(_has(normalised(name), word) for word in words)]

    # What rows describe

    def _described(self, facts: list[ProposedSection]) -> Iterator[ProposedSection | None]:
        describe = self._write.description
        kinds = {text.strip('"') for each in facts for word, text in each.entries if word == "kind"}
        receives = "receipt" in kinds and self._of("supplier_lot")
        if receives and not self._of("movement"):
            lot = {"present": listed([self._of("supplier_lot") or ""]), "kind": '"=receive"'}
            words = {"order": "order", "started": "time"}
            yield describe("operation", words, self._received_by(), lot)
        elif self._of("order") and any("operation" in end_words(each) for each in kinds & {*FACTS}):
            words = {"order": "order", "site": "site", "line": "production_line"}
            words |= {each: each for each in ("recipe", "started", "ended")}
            if self._of("step") in self._write.operation():
                words["step"] = "step"
            yield describe("operation", words, self._write.operation())
        for noun in ("supplier", "customer", "equipment", "operator"):
            if column := self._of(noun):
                words = {each: f"{noun}_{each}" for each in ("name", "contact", "address")}
                yield describe(noun, words, [column])
        if self._numbered and not self._write.transforms:
            if self._write.field("item"):
                yield describe("material", {"name": "item_name"}, [])
            alone = {} if facts else {"alone": "true"}
            yield describe("batch", {"made": "made", "expires": "expires"}, [], alone)


def _has(text: str, word: str) -> bool:
    return word in text.split() if word.isascii() else word in text
