"""Small answers to draw, in the form that the `trace` and `recall` commands print."""

from typing import Any

from visualize.drawing import drawing
from visualize.head import Head
from visualize.page import PAGE_MOST, page

SPITE = (
    "<img src=x onerror=document.title='ran'>",
    "</script><script>document.title='ran'</script>",
    "<!--<script>document.title='ran'//",
    "href <img src=x onerror=document.title='ran'>",
    "\"'><svg onload=document.title='ran'>",
    "{{7*7}}${7*7}\u2028\u202e\ud800\x00",
)


def head(title: str = "Recall", gaps: tuple[str, ...] = ()) -> Head:
    """The words above a picture."""
    verdict = f"INCOMPLETE  {len(gaps)} gaps" if gaps else "COMPLETE  no gap is known"
    colour: Any = "red" if gaps else "green"
    return Head(title, ((verdict, colour),), gaps, ("data up to: MES 2026-10-04",))


SPITEFUL_HEAD = Head(SPITE[0], tuple((text, "red") for text in SPITE), SPITE, SPITE)


def shown(whole: dict[str, Any], words: Head) -> str:
    """The page of an answer."""
    return page(drawing(whole, most=PAGE_MOST), words)


def batch(lot: str, item: str = "ITEM", level: int = 0, **facts: Any) -> dict[str, Any]:
    """One batch of an answer."""
    said = {"party": "own", "item": item, "lot": lot, "serial": None, "origin": False}
    more = {"certain": True, "level": level, "quantity": "12.5", "unit": "kg", "name": item}
    return {"batch_id": f"own/{item}/{lot}", **said, **more, "made_at": None, **facts}


def make(number: str, **facts: Any) -> dict[str, Any]:
    """One operation of an answer."""
    order = {"order": f"WO-{number}", "started_at": "2026-10-02T06:00:00Z", "certain": True}
    return {"operation_id": number, "kind": "make", **order, **facts}


def link(kind: str, source: str, target: str, **facts: Any) -> dict[str, Any]:
    """One link of an answer."""
    flow = {"type": kind, "source": source, "target": target, "quantity": "5", "unit": "kg"}
    return {**flow, "certain": not kind.startswith("POSSIBLY"), **facts}


def answer(**parts: Any) -> dict[str, Any]:
    """An answer without gaps, but for what is given."""
    bare: dict[str, Any] = {
        "question": {"direction": "forward", "origins": ["own/CULT/C-1"]},
        "fingerprint": "7c1e0a90",
        "verdict": {"complete": True, "gaps": []},
    }
    lists = ("batches", "operations", "links", "suppliers", "customers", "shipments")
    return {**bare, **{name: [] for name in lists}, **parts}


def dairy(chinese: bool = False) -> dict[str, Any]:
    """A yoghurt culture with a gap and a possible path: about sixty batches, eleven customers."""
    names = (
        ("菌种", "原料乳", "半成品白酸奶混合料", "原味酸奶 150 克杯装")
        if chinese
        else ("Yoghurt culture", "Raw milk", "White mass", "Yoghurt plain 150 g cup, six-pack")
    )
    batches = [batch("C-2231", "CULT", 0, name=names[0], origin=True, made_at="2026-10-02")]
    batches += [batch(f"RM-{i:04}", "MILK", 0, name=names[1]) for i in range(6)]
    operations, links, shipments = [], [], []
    for i in range(9):
        day = f"2026-10-{3 + i:02}T05:00:00Z"
        batches.append(batch(f"M-{400 + i:04}", "MASS", 1, name=names[2], made_at=day))
        mass, number = batches[-1]["batch_id"], f"MIX-{i}"
        operations.append(make(number, kind="混合" if chinese else "mix", started_at=day))
        links += [
            link("CONSUMED", batches[0]["batch_id"], number),
            link("CONSUMED", batches[1 + i % 6]["batch_id"], number, quantity="880"),
            link("PRODUCED", number, mass, quantity="900"),
        ]
        for j in range(5):
            lot = f"YOG-{i}{j:03}"
            sure = (i, j) != (8, 4)
            batches.append(batch(lot, "YOG", 2, name=names[3], made_at=day, certain=sure))
            fill, cup = f"FILL-{i}-{j // 3}", batches[-1]["batch_id"]
            if not any(known["operation_id"] == fill for known in operations):
                operations.append(make(fill, kind="灌装" if chinese else "fill"))
                links.append(link("CONSUMED", mass, fill))
            links.append(link("PRODUCED" if sure else "POSSIBLY_PRODUCED", fill, cup))
            shipments.append(
                {
                    "batch_id": cup,
                    "customer_id": f"K{(i * 2 + j) % 11}",
                    "unit": "kg",
                    "quantity": "24.5",
                    "occurred_at": day,
                    "document": f"D{i}{j}",
                    "certain": sure,
                }
            )
    # A second helping of culture goes straight to a filling line: a link that skips lanes.
    links.append(link("POSSIBLY_CONSUMED", batches[0]["batch_id"], "FILL-4-0"))
    gap = {"kind": "unaccounted", "subject": "own/MASS/M-0404", "why": "118 kg since 4 Oct"}
    buyers = (
        ("华联超市（上海）有限公司", "永辉超市") if chinese else ("Kaufhof Süd, Ulm", "Nordmarkt")
    )
    return answer(
        question={"direction": "forward", "origins": [batches[0]["batch_id"]]},
        batches=batches,
        operations=operations,
        links=links,
        shipments=shipments,
        customers=[
            {"customer_id": f"K{i}", "name": f"{buyers[i % 2]} {i + 1}", "certain": True}
            for i in range(11)
        ],
        suppliers=[{"supplier_id": "S1", "name": "北欧菌种" if chinese else "Nordic Cultures"}],
        supplies=[{"supplier_id": "S1", "batch_id": batches[0]["batch_id"]}],
        verdict={"complete": False, "gaps": [gap]},
    )


def rework() -> dict[str, Any]:
    """mix-1 -> cook-1 -> rest-1 -> mix-1: what is left goes back into the next mix."""
    ids = {name: f"own/ITEM/{name}" for name in ("start", "mass", "rest")}
    flows = [
        ("CONSUMED", ids["start"], "mix-1"),
        ("PRODUCED", "mix-1", ids["mass"]),
        ("CONSUMED", ids["mass"], "cook-1"),
        ("PRODUCED", "cook-1", ids["rest"]),
        ("CONSUMED", ids["rest"], "mix-1"),
    ]
    return answer(
        batches=[batch(name, origin=name == "start") for name in ids],
        operations=[make("mix-1"), make("cook-1")],
        links=[link(*flow) for flow in flows],
    )


def large(lots: int = 900) -> dict[str, Any]:
    """More than can be read one by one: raw -> mass -> cup, `lots` of each."""
    batches, operations, links = [], [], []
    for i in range(lots):
        chain = [batch(f"{item}{i}", item, level) for level, item in enumerate(("RAW", "MASS"))]
        batches += chain
        operations.append(make(f"MIX-{i}"))
        links += [
            link("CONSUMED", chain[0]["batch_id"], f"MIX-{i}"),
            link("PRODUCED", f"MIX-{i}", chain[1]["batch_id"]),
        ]
    return answer(batches=batches, operations=operations, links=links)


def spiteful() -> dict[str, Any]:
    """Names that would run as script if any of them were taken for HTML."""
    batches = [
        batch(lot, SPITE[i - 1], i, name=SPITE[i - 2], origin=i == 0) for i, lot in enumerate(SPITE)
    ]
    operations = [make(text, kind=text, order=text) for text in SPITE]
    links = [
        link("CONSUMED", one["batch_id"], text, unit=text, quantity=text)
        for one, text in zip(batches, SPITE, strict=True)
    ]
    gaps = [
        {"kind": text, "subject": one["batch_id"], "why": text}
        for one, text in zip(batches, SPITE, strict=True)
    ]
    return answer(
        question={"direction": SPITE[0], "origins": list(SPITE)},
        fingerprint=SPITE[1],
        batches=batches,
        operations=operations,
        links=links,
        suppliers=[{"supplier_id": text, "name": text} for text in SPITE],
        customers=[{"customer_id": text, "name": text, "certain": True} for text in SPITE],
        shipments=[
            {
                "batch_id": one["batch_id"],
                "customer_id": text,
                "quantity": "1",
                "unit": text,
                "occurred_at": text,
                "document": text,
                "certain": True,
            }
            for one, text in zip(batches, SPITE, strict=True)
        ],
        verdict={"complete": False, "gaps": gaps},
    )
