"""Profiles: what is refused before any file is read with them."""

from __future__ import annotations

import pytest

from genealogy.errors import ProfileInvalid
from loaders.profile import builtin_profile_texts, read_profile


def test_candidates_with_a_probability_are_refused_where_a_fact_cannot_be_possible() -> None:
    text = builtin_profile_texts()["erp-receipts"].replace(
        'lot = "Supplier Lot" }\nsupplier',
        'lot = { column = "Supplier Lot", split = ";", probability = ":" } }\nsupplier',
    )

    with pytest.raises(ProfileInvalid, match="cannot be stated of candidates"):
        read_profile(text, "candidates")
