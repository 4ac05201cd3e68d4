"""What a plant's records may hold that is hard on a page: names, shapes, and many customers."""

from __future__ import annotations

from collections.abc import Iterator

HOSTILE = "<img src=x onerror=document.title='ran'>"
LONG = "EVIL-" + "\u202e9" * 250
QUOTED = 'O\'Neil & "Söhne" `x` ${1+1} {{ 7 }}'
LONE = "LONE-1"
LOOP = ("LOOP-1", "LOOP-2")
CUSTOMERS = 450
MANY = 10_000
Statement = dict[str, object]


def statements() -> Iterator[Statement]:
    """All of it, as lines of JSON."""
    yield from _evil()
    yield from _nameless()
    yield from _lone_and_loop()
    yield from _to_many()


def _evil() -> Iterator[Statement]:
    """A chain in which every name is markup, or quotes, or 500 characters that write backwards."""
    batch = _batch(HOSTILE, f"EVIL-{HOSTILE}")
    long = _batch("LONG", LONG)
    quoted = _batch(QUOTED, f"EVIL-{QUOTED}")
    order = f"PO-{HOSTILE}"
    document = {"document": HOSTILE}
    yield {"kind": "consumption", "key": "evil-1", "operation": order, "batch": batch} | _kg(1)
    yield {"kind": "production", "key": "evil-2", "operation": order, "batch": long} | _kg(1)
    yield {"kind": "production", "key": "evil-3", "operation": order, "batch": quoted} | _kg(1)
    yield {"describe": "batch", "batch": quoted, "name": QUOTED}
    for key, each in (("evil-4", long), ("evil-5", quoted)):
        shipment = {"kind": "shipment", "key": key, "batch": each, "customer": f"C-{HOSTILE}"}
        yield shipment | _kg(1) | document


def _nameless() -> Iterator[Statement]:
    """A batch whose item and customer have no name."""
    batch = _batch("", "BARE-1")
    yield {"kind": "production", "key": "bare-1", "operation": "PO-BARE", "batch": batch}
    yield {"kind": "shipment", "key": "bare-2", "batch": batch, "customer": "C-BARE"}


def _lone_and_loop() -> Iterator[Statement]:
    """A batch of which nothing is known but that it was counted, and two made of each other."""
    count = {"kind": "stock_count", "key": "lone-1", "batch": _batch("LONE", LONE)}
    yield count | {"location": "W-1"} | _kg(5)
    first, second = (_batch("LOOP", lot) for lot in LOOP)
    for at, (used, made) in enumerate(((first, second), (second, first))):
        order = f"PO-LOOP-{at}"
        yield {"kind": "consumption", "key": f"loop-{order}", "operation": order, "batch": used}
        yield {"kind": "production", "key": f"loop-{order}", "operation": order, "batch": made}


def _to_many() -> Iterator[Statement]:
    """One lot of an evil name that went to 450 customers, and one that went to 10,000."""
    some, all_ = _batch("9002", HOSTILE), _batch("9003", "MANY-1")
    for number in range(1, MANY + 1):
        customer = f"K-{number}"
        name = HOSTILE if number == 1 else f"Customer {number} " + "Nordfriesische " * 4
        contact = f"orders{number}@customer-with-a-long-name.example"
        yield {"describe": "customer", "id": customer, "name": name, "contact": contact,
               "address": f"Street {number}"}  # fmt: skip
        for batch, last in ((some, CUSTOMERS), (all_, MANY)):
            if number <= last:
                yield {"kind": "shipment", "key": f"many-{number}", "batch": batch,
                       "customer": customer} | _kg(number)  # fmt: skip


def _batch(item: str, lot: str) -> Statement:
    return {"party": "own", "item": item, "lot": lot}


def _kg(quantity: int) -> Statement:
    return {"quantity": str(quantity), "unit": "kg", "occurred": "2026-09-08T09:30:00+02:00"}
