"""Keys under which links and the notes that they may mean are stored and compared."""

from collections.abc import Iterable

from kb.notes.names import name_key

_SHORTEST_PLURAL = 3
_LONGEST_ABBREVIATION = 5
"""A longer word in capitals is more likely emphasis."""


def link_key(target: str) -> str:
    """Return the key of the last path component of a link's target."""
    return name_key(target.rpartition("/")[2])


def linking_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the :func:`link_key` of every link that could mean a note with one of the names.

    >>> sorted(linking_keys(["Event Loop"]))
    ['event loop', 'event loop.markdown', 'event loop.md']
    """
    keys = {link_key(name) for name in names}
    return frozenset(f"{key}{extension}" for key in keys for extension in ("", ".md", ".markdown"))


def file_key(path: str) -> str:
    """Return the key of a file's name without its extension."""
    return file_keys(path)[0]


def file_keys(path: str) -> tuple[str, ...]:
    """Return the keys of a file's name, without its extension and, last, with it."""
    name = path.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    return (name_key(stem), name_key(name)) if dot and stem else (name_key(name),)


def lookup_keys(target: str) -> frozenset[str]:
    """Return the keys of all names of notes that ``target`` could mean, with a heading or not."""
    spellings = {target.strip(), target.partition("#")[0].strip()}
    keys = {key(written) for written in spellings for key in (name_key, link_key)}
    keys.update(form for key in tuple(keys) for form in number_forms(key))
    return frozenset(keys.union(*map(file_keys, keys)))


def number_forms(key: str) -> tuple[str, ...]:
    """Return the simple English plurals or singulars of a name.

    >>> number_forms("event loops")
    ('event loop',)
    >>> number_forms("library")
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


def is_abbreviation(name: str) -> bool:
    """Return whether the name ends in an abbreviation whose last letter is S.

    >>> is_abbreviation("HTTPS"), is_abbreviation("APIs"), is_abbreviation("EVENT LOOPERS")
    (True, False, False)
    """
    last = name.rpartition(" ")[2]
    return last.endswith("S") and last.isupper() and len(last) <= _LONGEST_ABBREVIATION


def differ_in_number(name: str, written: str) -> bool:
    """Return whether a note's name and a link, one the plural of the other by its key, are that.

    An abbreviation keeps its capitals in the plural; a link may be in lower case.

    >>> differ_in_number("APIs", "API"), differ_in_number("API", "apis")
    (True, True)
    >>> differ_in_number("HTTPS", "HTTP"), differ_in_number("Oops", "OOP")
    (False, False)
    """
    if is_abbreviation(name):
        return False
    one, other = name.rpartition(" ")[2], written.rpartition(" ")[2]
    for short, long in ((other, one), (one, other)):
        if _is_short_capitals(short):
            return long.startswith(short) or (long is other and long.islower())
    return True


def _is_short_capitals(word: str) -> bool:
    return word.isupper() and 1 < len(word) <= _LONGEST_ABBREVIATION
