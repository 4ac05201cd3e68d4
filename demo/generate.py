"""Writes the demo plant: `python -m demo.generate DIR` gives DIR/exports/ and DIR/truth.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from demo.known_faults import known_faults, ordinary
from demo.master import MULTIPACK, NATURAL_500, STRAWBERRY_125
from demo.nouns import OWN, Batch
from demo.plant import ORIGIN, run_plant
from demo.truth import known_answers
from demo.writing import write_exports

# Finished lots whose origins the truth lists: an early one, one that holds the recalled culture,
# a label split off, and a multipack.
FINISHED = (
    Batch(OWN, STRAWBERRY_125, "YOG-0002"),
    Batch(OWN, STRAWBERRY_125, "YOG-0040"),
    Batch(OWN, NATURAL_500, "YOG-0041"),
    Batch(OWN, MULTIPACK, "MP-0003"),
)


def generate(folder: Path) -> None:
    """Writes the exports and the known answers of the demo plant into a folder."""
    events = run_plant()
    write_exports(events, folder / "exports")
    truth = known_answers(events, ORIGIN, FINISHED)
    truth["faults"] = known_faults(events)
    truth["ordinary"] = ordinary(events, truth["ambiguous_lot"], truth["forward"]["loops"])
    text = json.dumps(truth, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "truth.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    generate(Path(sys.argv[1]))
