"""The nouns of the graph: labels of nodes, and the property that identifies each."""

from __future__ import annotations

from enum import StrEnum


class Noun(StrEnum):
    """A label of the graph. `key` is the property that identifies a node of it."""

    BATCH = "Batch"
    MATERIAL = "Material"
    OPERATION = "Operation"
    EQUIPMENT = "Equipment"
    OPERATOR = "Operator"
    SUPPLIER = "Supplier"
    CUSTOMER = "Customer"
    LOCATION = "Location"
    CONTAINER = "Container"
    MEASUREMENT = "Measurement"
    DISPOSAL = "Disposal"
    HOLD = "Hold"

    @property
    def key(self) -> str:
        """The name of the identifying property, e.g. `batch_id`."""
        return f"{self.value.lower()}_id"
