"""Names of items, places and parties from the header of an EPCIS document.

A location or party has its name as a supplier and as a customer, since it may turn out to be
either. (GS1 EPCIS 2.0, section 9.4; CBV 2.0, section 9: attributes of master data.)
"""

from __future__ import annotations

from genealogy.facts import Description
from genealogy.nouns import Noun
from loaders.formats.gs1 import Kind, identify, place_id
from loaders.formats.json_values import Object, as_object, list_of, needed_text, text_of
from loaders.part import Outcome, Skipped

_NAMES = ("name", "descriptionShort", "tradeItemDescription", "descriptionLong")
_ADDRESS = (
    "streetAddressOne",
    "streetAddressTwo",
    "streetAddressThree",
    "city",
    "state",
    "postalCode",
    "countryCode",
)
_PARTIES = ("location", "party")  # as they end the names of vocabularies, in any case


def described(vocabulary: str, value: object) -> Outcome:
    """What an element of this vocabulary describes; raises RowRejected."""
    element = as_object(value, "vocabularyElement")
    text = needed_text(element, "id")
    attributes = _attributes(element)
    name = next((attributes[each] for each in _NAMES if attributes.get(each)), "")
    address = ", ".join(filter(None, (attributes.get(each, "") for each in _ADDRESS)))
    properties: dict[str, str | float] = {"name": name} if name else {}
    thing = identify(text)
    nouns: tuple[Noun, ...]
    if vocabulary.lower().endswith(_PARTIES) or thing.kind is Kind.PLACE:
        nouns, node_id = (Noun.CUSTOMER, Noun.SUPPLIER), place_id(text)
        properties |= {"address": address} if address else {}
    elif thing.kind is Kind.CLASS and thing.material_id is not None:
        nouns, node_id = (Noun.MATERIAL,), thing.material_id
    elif thing.kind is Kind.BATCH and vocabulary.lower().endswith("epcclass"):
        nouns, node_id = (Noun.BATCH,), thing.id
    else:
        return Skipped("master data of what is no item, place or party")
    if not properties:
        return Skipped("master data without a name")
    return tuple(Description(noun=noun, id=node_id, properties=properties) for noun in nouns)


def _attributes(element: Object) -> dict[str, str]:
    """The attributes by their names in the CBV, without what stands before them."""
    found: dict[str, str] = {}
    for each in list_of(element, "attributes"):
        attribute = as_object(each, "attributes")
        name = text_of(attribute, "id")
        if isinstance(attribute.get("attribute"), str):
            found[name.rpartition("#")[2].rpartition(":")[2]] = text_of(attribute, "attribute")
    return found
