"""Field words: what a column probably holds, by its name in English or Chinese.

Two sources: the columns of the built-in profiles with their other names, by what the profiles
read them as; and a small table of the words that column names are made of.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from loaders.profile import Profile, builtin_profiles
from loaders.profile_sections import FactSection, Value, end_words

Side = Literal["", "in", "out"]

SIDED = ("lot", "item", "item_name", "quantity", "unit")
"""The fields that a table can have twice: of what went in, and of what came out."""

_WORDS: dict[str, tuple[str, ...]] = {
    # field: what its names contain; words joined with + stand all in one name
    "document": ("document", "voucher", "reference", "transaction+id", "单据", "凭证", "单号",
                 "发运单", "发货单", "任务号"),
    "line": ("line", "row", "position", "sequence", "行号", "序号"),
    "year": ("year", "年度"),
    "order": ("order", "job", "工单", "生产订单", "任务单"),
    "step": ("step", "operation", "工序", "工步"),
    "item": ("item", "material", "product", "article", "sku", "part", "gtin", "物料", "存货",
             "产品", "料号", "品号"),
    "item_name": ("item+name", "item+description", "material+name", "material+description",
                  "product+name", "description", "物料+名称", "存货+名称", "产品+名称", "品名"),
    "lot": ("lot", "batch", "charge", "批号", "批次"),
    "serial": ("serial", "序列号"),
    "supplier_lot": ("supplier+lot", "supplier+batch", "vendor+lot", "vendor+batch",
                     "供应商+批号", "供应商+批次", "供方+批号"),
    "quantity": ("quantity", "qty", "amount", "weight", "数量", "重量", "投料量", "用量", "产量",
                 "计量", "箱数", "件数"),
    "unit": ("unit", "uom", "单位", "计量"),
    "time": ("date", "time", "timestamp", "posted", "日期", "时间", "时刻"),
    "made": ("manufacture+date", "manufacturing+date", "production+date", "生产+日期"),
    "expires": ("expiry", "expiration", "expires", "best+before", "有效期", "失效", "保质期"),
    "started": ("start", "started", "begin", "开始", "开工"),
    "ended": ("end", "ended", "finish", "finished", "结束"),
    "supplier": ("supplier", "vendor", "供应商", "供方"),
    "supplier_name": ("supplier+name", "vendor+name", "供应商+名称"),
    "supplier_contact": ("supplier+phone", "supplier+contact", "phone", "telephone", "电话",
                         "联系方式", "供应商+电话", "供应商+联系"),
    "customer": ("customer", "consignee", "ship+to", "客户", "收货方"),
    "customer_name": ("customer+name", "consignee+name", "客户+名称"),
    "customer_contact": ("customer+phone", "customer+contact", "phone", "telephone", "电话",
                         "联系方式", "客户+电话", "客户+联系"),
    "container": ("pallet", "sscc", "container", "handling+unit", "托盘", "箱号"),
    "location": ("location", "bin", "warehouse", "to+location", "库位", "仓库", "目标"),
    "origin": ("from+location", "source+location", "源库位", "调出"),
    "equipment": ("equipment", "machine", "设备", "机台"),
    "equipment_name": ("equipment+name", "machine+name", "设备+名称"),
    "operator": ("operator", "worker", "employee", "操作员", "操作工", "人员"),
    "operator_name": ("operator+name", "操作员+姓名"),
    "site": ("plant", "site", "工厂"),
    "production_line": ("production+line", "产线"),
    "recipe": ("recipe", "配方"),
    "reason": ("reason", "原因"),
    "status": ("status", "状态"),
    "hold": ("hold+no", "冻结单"),
    "characteristic": ("characteristic", "parameter", "检验项目", "检测项目", "参数名称"),
    "value": ("value", "result+value", "检测值", "参数值", "实测值"),
    "low": ("lower+limit", "下限"),
    "high": ("upper+limit", "上限"),
    "verdict": ("verdict", "判定", "检验结果", "检验结论"),
    "movement": ("movement", "transaction+type", "移动类型", "业务类型"),
}  # fmt: skip

_SIDES: tuple[tuple[Side, tuple[str, ...]], ...] = (
    ("in", ("input", "consumed", "component", "child", "ingredient", "投料", "投入", "耗用")),
    ("out", ("output", "produced", "parent", "finished", "产出", "完工", "成品")),
)

_AS_THEY_ARE = frozenset({
    "supplier", "customer", "container", "outer_container", "location", "origin", "equipment",
    "operator", "hold", "site", "reason", "status", "characteristic", "text", "low", "high",
    "verdict", "started", "ended", "made", "expires", "recipe", "unit",
})  # fmt: skip


_KNOWN = 100  # a name that is known outweighs any words in it


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may hold: the field, which side of an operation, how likely, and why."""

    field: str
    side: Side
    weight: int
    sure: bool
    why: str

    @property
    def known(self) -> bool:
        """Whether the whole name is known, not some words in it."""
        return self.weight > _KNOWN


def normalised(name: str) -> str:
    """A column name as it is compared: `LOT_NUMBER`, `LotNumber` and `Lot Number` are one."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[\W_]+", apart.casefold())).strip()


def side_of(name: str) -> Side:
    """Whether a column is of what went into an operation, or of what came out."""
    text = normalised(name)
    return next((side for side, words in _SIDES if any(_has(text, each) for each in words)), "")


class FieldWords:
    """The names that are known, read once from the built-in profiles."""

    def __init__(self) -> None:
        self._votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for profile in builtin_profiles().values():
            for column, field in _uses(profile).items():
                for name in (column, *profile.columns.get(column, ())):
                    self._votes[normalised(name)][field] += 1

    def guesses(self, name: str) -> list[Guess]:
        """What a column of this name may hold, the likeliest first."""
        text = normalised(name)
        votes = self._votes.get(text, Counter())
        found = []
        for field in {*votes, *_WORDS}:
            parts = _longest(text, field)
            if not parts and field not in votes:
                continue
            weight = _length(parts) + (_KNOWN + votes[field] if field in votes else 0)
            sure = field in votes and votes[field] * 4 >= votes.total() * 3
            known = "a known name"
            why = known if field in votes else f"its name has {' and '.join(parts)}"
            side = side_of(name) if field in SIDED else ""
            found.append(Guess(field, side, weight, sure, why))
        return sorted(found, key=lambda each: (-each.weight, each.field))


def _longest(text: str, field: str) -> list[str]:
    """The words of the field that explain most of a name; none where it has none."""
    patterns = [each.split("+") for each in _WORDS.get(field, ())]
    fitting = [parts for parts in patterns if all(_has(text, part) for part in parts)]
    return max(fitting, key=_length, default=[])


def _length(parts: Sequence[str]) -> int:
    """How much of a name the words explain: a Chinese character says as much as a few letters."""
    return sum(len(part) if part.isascii() else 3 * len(part) for part in parts) + len(parts)


def _has(text: str, word: str) -> bool:
    return word in text.split() if word.isascii() else word in text


def _uses(profile: Profile) -> dict[str, str]:
    """What a profile reads each of its columns as, the first use of a column first."""
    found: dict[str, str] = {}
    for value, field in _used(profile):
        for column in value.columns():
            found.setdefault(column, field)
    by_kind = {column for each in profile.fact for column in each.when}
    if len({each.kind for each in profile.fact}) > 1:
        found |= dict.fromkeys(by_kind, "movement")
    if profile.document:
        keys = [each.column for each in profile.document.key if each.column]
        free = [each for each in keys if each not in found]
        names: tuple[str, ...] = (
            ("year", "document", "line") if len(free) > 2 else ("document", "line")
        )
        if free and free[0] != keys[0]:
            names = ("line",)
        found |= dict(zip(free, names, strict=False))
    return found


def _used(profile: Profile) -> Iterator[tuple[Value, str]]:
    """Each value of a profile that says plainly what its column holds."""
    for fact in profile.fact:
        identity = fact.batch or profile.identity
        if identity is not None and "batch" in end_words(fact.kind):
            of_supplier = identity.party.column is not None and fact.kind == "receipt"
            yield identity.item, "item"
            if identity.lot is not None:
                yield identity.lot, "supplier_lot" if of_supplier else "lot"
            if identity.serial is not None:
                yield identity.serial, "serial"
        for word, value in fact.values.items():
            if word == "operation" and not _is_receive(profile, value):
                columns = [each for each in value.parts if each.column]
                yield from zip(columns, ("order", "step"), strict=False)
            elif field := _of_fact(fact, word):
                yield value, field
    for each in profile.describe:
        for word, value in each.values.items():
            receives = word in ("order", "step") and _is_receive(profile, value)
            if field := "document" if receives else _of_noun(each.noun, word):
                yield value, field


def _of_fact(fact: FactSection, word: str) -> str:
    """The field that a word of a fact names, "" where it says nothing of its column."""
    if word == "quantity":
        return "value" if fact.kind in ("measurement", "process_value") else "quantity"
    if word == "occurred":
        return "started" if "ended" in fact.values else "time"
    return word if word in _AS_THEY_ARE else ""


def _of_noun(noun: str, word: str) -> str:
    """The field that a word of a description names, "" where it says nothing of its column."""
    if word in ("name", "contact", "address"):
        return f"{'item' if noun == 'material' else noun}_{word}"
    if word == "line":
        return "production_line"
    return word if word in _AS_THEY_ARE or word in ("order", "step") else ""


def _is_receive(profile: Profile, operation: Value) -> bool:
    """Whether an operation is a receipt, which its document names, not an order."""
    if sum(part.text is not None for part in operation.parts) > 1:
        return True
    key = {each.column for each in profile.document.key} if profile.document else set()
    columns = {part.column for part in operation.parts if part.column}
    return len(columns) > 1 and columns == key
