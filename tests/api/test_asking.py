"""Batches that a command is asked about by files and by selections."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.asking import named_or_selected
from genealogy.errors import WrongUsage


@pytest.mark.parametrize(
    "text",
    [
        "own~M~1\nown~M~2\n",
        "batch\nown~M~1\nown~M~2\n",
        "批号\nown~M~1,客诉\nown~M~2,\n\n",
        "complaint,batch_id\nC-1,own~M~1\nC-2, own~M~2\nC-3,\n",
        "\ufeffbatch_id\r\nown~M~1\r\nown~M~2\r\n",
    ],
)
def test_a_file_names_batches_with_or_without_a_heading(text: str, tmp_path: Path) -> None:
    file = tmp_path / "批次.csv"
    file.write_text(text, encoding="utf-8", newline="")

    assert named_or_selected([str(file)]) == (["own~M~1", "own~M~2"], [])


def test_selections_stay_selections(tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("own~M~1\n", encoding="utf-8")

    found = named_or_selected([str(file), "material=M from=2026-10-01"])

    assert found == (["own~M~1"], ["material=M from=2026-10-01"])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
def test_files_are_read_as_exports_come(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("投诉;batch_id\n鼓包;own~牛奶~1\n;own~牛奶~2\n", encoding=encoding)

    assert named_or_selected([str(file)])[0] == ["own~牛奶~1", "own~牛奶~2"]


@pytest.mark.parametrize("content", [b"", b"batch_id\n", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_that_names_no_batch_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)

    with pytest.raises(WrongUsage, match=r"bad\.csv"):
        named_or_selected([str(file)])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="no file of batches that can be read"):
        named_or_selected([str(tmp_path / "nowhere.csv")])
