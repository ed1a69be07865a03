"""The keys by which links and the notes that they may mean find each other."""

from collections.abc import Iterable

from kb.notes.names import name_key

_SHORTEST_PLURAL = 3
_LONGEST_ABBREVIATION = 5
"""Longer words in capitals are more likely shouted."""


def link_key(target: str) -> str:
    """Returns the key of a target's last part."""
    return name_key(target.partition("#")[0].rpartition("/")[2])


def wanted_keys(names: Iterable[str]) -> frozenset[str]:
    """Returns the :func:`link_key` of every link by which a note so called may be wanted.

    >>> sorted(wanted_keys(["Event Loop"]))
    ['event loop', 'event loop.markdown', 'event loop.md']
    """
    keys = {link_key(name) for name in names}
    return frozenset(f"{key}{ending}" for key in keys for ending in ("", ".md", ".markdown"))


def file_key(path: str) -> str:
    """Returns the key of a file's name, without its ending."""
    return file_keys(path)[0]


def file_keys(path: str) -> tuple[str, ...]:
    """Returns the keys of a file's name, without its ending and, last, with it."""
    name = path.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    return (name_key(stem), name_key(name)) if dot and stem else (name_key(name),)


def asked_keys(target: str) -> frozenset[str]:
    """Returns the keys of which a note's file, title or an alias has one if ``target`` means it."""
    written = target.partition("#")[0].strip()
    asked = {name_key(written), link_key(written)}
    asked.update(number for key in tuple(asked) for number in other_numbers(key))
    return frozenset(asked.union(*(file_keys(key) for key in asked)))


def other_numbers(key: str) -> tuple[str, ...]:
    """Returns simple English plurals and singulars of a name, by its last word.

    >>> other_numbers("event loops")
    ('event loop',)
    >>> other_numbers("library")
    ('libraries', 'librarys')
    """
    if len(key.rpartition(" ")[2]) < _SHORTEST_PLURAL:
        return ()
    if key.endswith("s") and not key.endswith("ss"):
        singulars = [key[:-1]]
        if key.endswith("es"):
            singulars.append(key[:-2])
        if key.endswith("ies"):
            singulars.insert(0, f"{key[:-3]}y")
        return tuple(singulars)
    return (f"{key[:-1]}ies" if key.endswith("y") else f"{key}es", f"{key}s")


def is_no_plural(name: str) -> bool:
    """Returns whether the S that a name ends in belongs to an abbreviation.

    >>> is_no_plural("HTTPS"), is_no_plural("APIs"), is_no_plural("EVENT LOOPERS")
    (True, False, False)
    """
    last = name.rpartition(" ")[2]
    return last.endswith("S") and last.isupper() and len(last) <= _LONGEST_ABBREVIATION
