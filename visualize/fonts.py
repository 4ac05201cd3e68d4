"""Whether this machine has the fonts that a picture's texts need, before it is made into points.

A missing sign would be drawn as an empty box: a lot number that nobody can read, in a document
that says nothing of it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import name

from genealogy.errors import WrongUsage

_KINDS = (".ttf", ".otf", ".ttc", ".otc")
_OF_CHINESE = (
    *("notosanscjk", "notoserifcjk", "notosanssc", "sourcehansans", "sourcehanserif"),
    *("wqy", "droidsansfallback", "uming", "ukai", "gbsn", "gkai", "arphic"),
    *("msyh", "simsun", "simhei", "deng", "pingfang", "stheiti", "hiragino", "arialunicode"),
)
"""How the files of common fonts with Chinese signs begin, without signs between."""

_CHINESE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")


def font_folders() -> list[Path]:
    """Where fonts lie on this machine."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home))
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            local / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".fonts",
        home / ".local" / "share" / "fonts",
    ]


def check_fonts(drawn: str, folders: list[Path] | None = None) -> None:
    """Raises WrongUsage, which says what to install, where the text needs a font that is not
    there."""
    found = list(_fonts(font_folders() if folders is None else folders))
    if not found:
        raise WrongUsage(
            "This machine has no fonts, which a PNG or PDF needs. Install some, on Debian with "
            "`apt install fonts-dejavu-core`; or draw an .svg or .html."
        )
    if is_chinese(drawn) and not any(each.startswith(_OF_CHINESE) for each in found):
        raise WrongUsage(
            "The picture has Chinese, Japanese or Korean text, and no font of this machine is "
            "known to have its signs. Install one, on Debian with `apt install fonts-noto-cjk`, "
            "on Fedora with `dnf install google-noto-sans-cjk-fonts`; or draw an .svg or .html."
        )


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese, Japanese or Korean signs."""
    return any(name(sign, "").startswith(_CHINESE) for sign in {*text} if ord(sign) > 0x10FF)


def _fonts(folders: list[Path]) -> Iterator[str]:
    """The files of fonts, each by its name without the signs between."""
    for folder in folders:
        for _, _, files in os.walk(folder):
            for file in files:
                if file.lower().endswith(_KINDS):
                    yield "".join(filter(str.isalnum, file.lower()))
