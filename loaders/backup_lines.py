"""The lines of a backup, each looked at before anything of it is written.

Only what this program could have written passes: known labels and types, ids that can be kept,
values of the type of their field, a node's parts as its id has them, and the content of a fact as
its version says by its hash.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from genealogy import versions
from genealogy.facts import DESCRIBED, Fact, kind_of_key
from genealogy.identity import is_pending, joined, parse_batch_id
from genealogy.nouns import Noun
from genealogy.times import moment
from loaders import descriptions
from loaders.backup_file import Line
from loaders.chunk import identity_of
from loaders.limits import id_fits, key_fits
from loaders.pending import DERIVED, is_derived
from loaders.receipt import Receipt

Properties = Mapping[str, Any]
Check = Callable[[Any], bool]

_VERSION = re.compile(r"[^|]*\|[^|]*\|[0-9a-f]{24}\|([0-9a-f]{24})")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_IDENTITY = ("party", "item", "lot", "serial", "number", "pending")
_LARGEST = 2**63


def check_line(line: Line) -> None:
    """Raises ValueError for a line that no backup has."""
    (word,) = line.keys() & _CHECKS.keys()
    _CHECKS[word](line)


def check_head(line: Line) -> None:
    """The same for the first line."""
    _need(line.keys() == {"backup", "made_at", "graph"} and _is_time(line["made_at"]))
    graph = line["graph"]
    _need(_is_flat(graph))
    if graph:
        _need(bool(_FINGERPRINT.fullmatch(graph["fingerprint"])) and graph["name"] == "graph")
        _fit(graph, {"revision": _is_count, "voids": _is_count, "pending": _is_count})
        _need({"revision", "voids"} <= graph.keys())


def _check_node(line: Line) -> None:
    _need(line.keys() == {"node", "properties"})
    noun, properties = Noun(line["node"]), line["properties"]
    node_id = properties[noun.key]
    described = DESCRIBED.get(noun, ())
    _need(_is_id(node_id) and _is_flat(properties))
    identity = identity_of(noun, node_id)
    _need(all(properties.get(name) == identity.get(name) for name in _IDENTITY))
    _need(properties.keys() <= {noun.key, *identity, *described, *_NODE})
    _fit(properties, _NODE)
    live = descriptions.live(descriptions.known(dict(properties)))
    _need(all(properties.get(name) == live.get(name) for name in described))
    _need(live.keys() <= set(described))


def _check_material(line: Line) -> None:
    _need(line.keys() == {"material", "batch"})
    name = parse_batch_id(line["batch"])
    _need(bool(name.item) and joined(name.party, name.item or "") == line["material"])


def _check_fact(line: Line) -> None:
    _need(line.keys() == {"fact", "source", "target", "properties"})
    properties = line["properties"]
    kind, known = _kind(properties["fact_key"]), dict(_FACT)
    edge = kind.EDGE
    own = {field.name: _BY_TYPE[str(field.type)] for field in fields(kind) if field.name != "key"}
    known |= {name: own[name] for name in versions.content_fields(kind)}
    known.pop("source"), known.pop("target")
    _need(_is_id(line["source"]) and _is_id(line["target"]))
    stated = dict(properties) | {"source": line["source"], "target": line["target"]}
    lot = None
    if is_derived(properties["fact_key"]):
        end = "source" if edge.source is Noun.BATCH else "target"
        lot = stated[end] = properties["pending"]
        _need(is_pending(lot))
        known["possible"] = _is_true
    else:
        _need("pending" not in properties)
    _need(properties.keys() <= known.keys() and properties.keys() >= _REQUIRED)
    _fit(properties, known)
    ends = ((edge.source, stated["source"]), (edge.target, stated["target"]))
    pending = any(noun is Noun.BATCH and is_pending(each) for noun, each in ends)
    possible = "POSSIBLY_" if "probability" in properties else ""
    live = ("PENDING_" if pending else possible) + edge.type
    voided = line["fact"] == f"VOIDED_{edge.type}"
    _need(
        voided or line["fact"] in ((live,) if lot is None else (edge.type, f"POSSIBLY_{edge.type}"))
    )
    contents = [stated]
    if lot is not None and "quantity" not in stated and "at_most" in stated:
        # of one of several candidates: what it states is at most that
        contents.append({**stated, "quantity": stated["at_most"]})
        del contents[1]["at_most"]
    hashes = [versions.kept_hash(kind, live, each) for each in contents]
    _need(_stated_hash(properties["version"], ended=voided and lot is not None) in hashes)


def _stated_hash(version: str, *, ended: bool) -> str | None:
    """The hash in a version, with the time behind it where what was derived holds no more."""
    version, _, until = version.partition(DERIVED)
    _need(_is_time(until) if ended else not until)
    match = _VERSION.fullmatch(version)
    return match and match.group(1)


def _check_void(line: Line) -> None:
    properties = _only(line, "void")
    _kind(properties["fact_key"])
    _need({"fact_key", "reason", "evidence"} <= properties.keys())
    _fit(properties, _FACT | {"reason": _is_text})


def _check_load(line: Line) -> None:
    properties = _only(line, "load")
    _need(_is_id(properties["load_id"]) and _is_text(properties["status"]))
    known = {field.name: _BY_TYPE[str(field.type)] for field in fields(Receipt)}
    texts = ("recorded_at", "undone_at", "undone_by", "undone_reason")
    _fit(properties, known | dict.fromkeys(texts, _is_text) | {"history": _is_texts})


def _check_run(line: Line) -> None:
    properties = _only(line, "run")
    _need(all(_is_text(properties[name]) for name in ("run_id", "result", "started_at", "by")))
    _need(_is_id(properties["run_id"]))
    _fit(properties, {"receipts": _is_json, "refused": _is_json, "replays": _is_json})


def _check_rejected(line: Line) -> None:
    properties = _only(line, "rejected")
    texts = ("rejected_id", "load_id", "file", "column", "text", "reason", "status", "recorded_at")
    _need(all(_is_text(properties[name]) for name in (*texts, "cells")))
    _need(_is_id(properties["rejected_id"]) and _is_count(properties["row"]))
    for name in ("cells", "corrected"):
        if name in properties:
            cells = json.loads(properties[name])
            types = properties.get(f"{name}_types", "." * len(cells))
            _need(_is_texts(cells) and bool(re.fullmatch("[.nx]*", types)))
            _need(len(types) == len(cells))
    history = properties.get("history", [])
    _need(_is_texts(history) and all(each.count("\x1f") >= 3 for each in history))


def _only(line: Line, word: str) -> Properties:
    properties: Properties = line[word]
    _need(line.keys() == {word} and _is_flat(properties))
    return properties


def _kind(key: Any) -> type[Fact]:
    """The kind of fact that a key names; that of what is derived holds an id more."""
    _need(_is_text(key) and all(map(key_fits, key.split("%7E", 1))))
    return kind_of_key(key)


def _need(holds: bool) -> None:
    if not holds:
        raise ValueError("no line of a backup")


def _fit(properties: Properties, checks: Mapping[str, Check]) -> None:
    _need(all(checks[name](properties[name]) for name in checks.keys() & properties.keys()))


def _is_offset(value: Any) -> bool:
    return _is_text(value) and bool(_FINGERPRINT.fullmatch(value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and id_fits(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_count(value: Any) -> bool:
    return type(value) is int and -_LARGEST <= value < _LARGEST


def _is_number(value: Any) -> bool:
    return type(value) is float and math.isfinite(value)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and moment(value).tzinfo is not None


def _is_true(value: Any) -> bool:
    return value is True


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_json(value: Any) -> bool:
    return _is_texts(value) and all(isinstance(json.loads(each), dict) for each in value)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | bool) or _is_count(value) or _is_number(value)


def _is_flat(value: Any) -> bool:
    """Whether an engine can keep these properties."""
    return isinstance(value, dict) and all(
        _is_scalar(each) or _is_texts(each) for each in value.values()
    )


_CHECKS: dict[str, Callable[[Line], None]] = {
    "node": _check_node,
    "material": _check_material,
    "fact": _check_fact,
    "void": _check_void,
    "load": _check_load,
    "run": _check_run,
    "rejected": _check_rejected,
}
_NODE: dict[str, Check] = {
    "search": _is_text,
    "described": _is_texts,
    "candidates": _is_texts,
    "withdrawn": _is_true,
    "withdrawn_times": _is_texts,
    "decided": _is_texts,
    "unknown": _is_boolean,
    "pseudonym": _is_text,
    "pseudonym_offset": _is_offset,
}
_REQUIRED = {"fact_key", "recorded_at", "version", "evidence"}
_FACT: dict[str, Check] = {
    "recorded_at": _is_time,
    "version": _is_text,
    "evidence": _is_texts,
    "evidence_withdrawn": _is_texts,
    "away": _is_texts,
    "void_reason": _is_text,
    "voided_at": _is_time,
    "pending": _is_text,
    "fact_key": _is_text,
}
_BY_TYPE: dict[str, Check] = {
    "str": _is_text,
    "str | None": _is_text,
    "int": _is_count,
    "float": _is_number,
    "Decimal | None": _is_number,
    "datetime | None": _is_time,
    "list[str]": _is_texts,
    "dict[str, int]": _is_texts,
    "dict[str, str]": _is_texts,
}
