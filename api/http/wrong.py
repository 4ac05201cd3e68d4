"""What is wrong with a part of a request, in a sentence; what was sent is never told again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genealogy.visible import visible

_LONGEST = 200

_SENTENCES = {
    # type of pydantic's error: the sentence, with what its context names
    "missing": "This is needed, and is not there.",
    "extra_forbidden": "There is nothing of this name here.",
    "string_type": "This is to be a text.",
    "string_too_short": "This is to have more letters, {min_length} at least.",
    "string_too_long": "This is to have {max_length} letters at most.",
    "string_unicode": "This is to be text in UTF-8.",
    "int_type": "This is to be a whole number.",
    "int_parsing": "This is to be a whole number.",
    "int_parsing_size": "This number is too large.",
    "int_from_float": "This is to be a whole number.",
    "float_type": "This is to be a number.",
    "float_parsing": "This is to be a number.",
    "finite_number": "This is to be a number that is not infinite.",
    "bool_type": "This is to be true or false.",
    "bool_parsing": "This is to be true or false.",
    "greater_than": "This is to be more than {gt}.",
    "greater_than_equal": "This is to be {ge} or more.",
    "less_than": "This is to be less than {lt}.",
    "less_than_equal": "This is to be {le} or less.",
    "literal_error": "This is to be one of: {expected}.",
    "enum": "This is to be one of: {expected}.",
    "string_pattern_mismatch": "This is to be of the form {pattern}.",
    "union_tag_invalid": "This is to be one of: {expected_tags}.",
    "union_tag_not_found": "This needs a field that says which it is: {discriminator}.",
    "list_type": "This is to be a list.",
    "dict_type": "This is to be an object with names and values.",
    "model_type": "This is to be an object with names and values.",
    "model_attributes_type": "This is to be an object with names and values.",
    "too_short": "This is to have more entries, {min_length} at least.",
    "too_long": "This is to have {max_length} entries at most.",
    "file_type": "This is to be a file, sent with its name.",
    "form_type": "This is to be a form (multipart/form-data) with `files`.",
    "json_invalid": "The body is no JSON: {error}.",
    "value_error": "This cannot be: {error}.",
}


def wrong_of(each: Mapping[str, Any]) -> dict[str, str]:
    """Where something is wrong, and why: of an error that pydantic tells."""
    sentence = _SENTENCES.get(each["type"])
    about = {name: _plain(value) for name, value in each.get("ctx", {}).items()}
    why = sentence.format(**about) if sentence else str(each["msg"])
    return {"where": _short(".".join(str(part) for part in each["loc"])), "why": _short(why)}


def _plain(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else value


def _short(text: str) -> str:
    shown = visible(text[: _LONGEST + 1])
    return shown if len(text) <= _LONGEST else f"{shown[:_LONGEST]}..."
