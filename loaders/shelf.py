"""The shelf: the profiles that stand ready, a plant's own and those that come with the program."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from genealogy.errors import FileRefused, InputRefused, ProfileInvalid, WrongUsage
from loaders.profile import (
    Profile,
    builtin_profile_texts,
    builtin_profiles,
    profile_tables,
    profile_text,
    read_profile_file,
)


class Shelf:
    """Own profiles, the files ending in `.toml` of a folder, before the built-in ones.

    `zone` is the time zone of times for which neither the text nor the profile states one. Own
    profiles are read when they are asked for: what needs no profile is not kept out by a
    mistake in one of them.
    """

    def __init__(self, folder: Path | None = None, zone: str | None = None) -> None:
        self.folder = folder
        self.zone = zone

    def anew(self) -> Shelf:
        """The same, with own profiles that are read again."""
        return Shelf(self.folder, self.zone)

    @property
    def own(self) -> dict[str, Profile]:
        """The plant's own profiles by name.

        Raises InputRefused with every mistake in any of them, or where the folder is away: a
        table could be one of theirs, and another profile would read it as something else.
        """
        if mistakes := self.mistakes:
            raise mistakes[0] if len(mistakes) == 1 else InputRefused("\n".join(map(str, mistakes)))
        return self.sound

    @property
    def sound(self) -> dict[str, Profile]:
        """The own profiles without a mistake, by name."""
        return {profile.name: profile for profile in self._read[0].values()}

    @property
    def mistakes(self) -> list[InputRefused]:
        """What is wrong with the others, each told with its file and line."""
        return list(self._read[1].values())

    @cached_property
    def builtin(self) -> dict[str, Profile]:
        """The profiles that come with the program, but for those whose name an own one has."""
        return {
            name: each.in_zone(self.zone)
            for name, each in builtin_profiles().items()
            if name not in self.sound
        }

    def tiers(self) -> list[dict[str, Profile]]:
        """Own profiles, then the built-in ones: the first group with one that fits decides."""
        return [self.own, self.builtin]

    def named(self, names: Iterable[str]) -> dict[str, Profile]:
        """The profiles that somebody names, each by its name, or by the path of its file.

        Raises WrongUsage where there is no such; FileRefused or ProfileInvalid.
        """
        return {name: self._named(name) for name in names}

    def text(self, name: str) -> str:
        """The TOML text of the profile of this name; raises WrongUsage where there is none."""
        if path := self.file_of(name):
            return profile_text(path)
        if text := builtin_profile_texts().get(name):
            return text
        raise self._unknown(f'No profile "{name}"')

    def file_of(self, name: str) -> Path | None:
        """The file of the own profile of this name, also where it has mistakes; else None."""
        for path in filter(None, (*self._read[0], *self._read[1])):
            try:
                if profile_tables(profile_text(path), path.name).get("name") == name:
                    return path
            except InputRefused:
                continue
        return None

    def _named(self, name: str) -> Profile:
        if found := self.sound.get(name):
            return found
        if mistake := self._read[1].get(self.file_of(name)):
            raise mistake
        if found := self.builtin.get(name):
            return found
        path = Path(name)
        try:
            there = path.exists()
        except OSError as error:
            raise FileRefused(path, f"the profile cannot be read ({error.strerror}).") from None
        if not there:
            raise self._unknown(f'"{name}" is neither a profile file nor the name of a profile')
        return read_profile_file(path).in_zone(self.zone)

    def _unknown(self, why: str) -> WrongUsage:
        return WrongUsage(f"{why}; there is: {', '.join(sorted({*self.sound, *self.builtin}))}.")

    @cached_property
    def _read(self) -> tuple[dict[Path, Profile], dict[Path | None, InputRefused]]:
        """The own profiles by their files, and what is wrong with the others."""
        sound: dict[Path, Profile] = {}
        mistakes: dict[Path | None, InputRefused] = {}
        files: list[Path] = []
        try:
            if self.folder is not None:
                files = sorted(self.folder.iterdir())
        except OSError as error:
            away = isinstance(error, FileNotFoundError | NotADirectoryError)
            why = "is no folder" if away else f"cannot be read ({error.strerror})"
            told = f"GENEALOGY_PROFILES names {self.folder}, which {why}."
            mistakes[self.folder] = InputRefused(told)
        for path in files:
            if path.suffix != ".toml":
                continue
            try:
                profile = read_profile_file(path).in_zone(self.zone)
            except InputRefused as error:
                mistakes[path] = error
                continue
            alike = [other.name for other, each in sound.items() if each.name == profile.name]
            if alike:
                where = f"line {_line_of_name(path)}: name"
                why = f'{where}: {alike[0]} has the name "{profile.name}" already'
                mistakes[path] = ProfileInvalid(path.name, [why])
            else:
                sound[path] = profile
        return sound, mistakes


def _line_of_name(path: Path) -> int:
    lines = profile_text(path).splitlines()
    return next((at for at, line in enumerate(lines, 1) if line.lstrip().startswith("name")), 1)
