"""The house in figures: modules, lines, functions, and habits that cost the next reader time.

`python -m benchmarks.house [FOLDER]` prints one table for the product code (`roi`, `cases`, `exports`, `tui`)
under a folder, by default this one, so that two checkouts can be compared.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("roi", "cases", "exports", "tui")
EVERYWHERE = (*PACKAGES, "tests", "benchmarks")
LONGEST_FILE, LONGEST_FUNCTION = 300, 60
SAYS_NOTHING = {"found", "told", "said", "asked", "own", "one"}


@dataclass(frozen=True)
class Module:
    """One source file: its path, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Lines of the file, comments and blank lines among them."""
        return self.text.count("\n")


def modules(folder: Path, *packages: str) -> list[Module]:
    """Every module of the product code under a folder, or of these packages of it."""
    paths = sorted(path for package in packages or PACKAGES for path in (folder / package).rglob("*.py"))
    return [
        Module(path, text, ast.parse(text)) for path in paths for text in [path.read_text(encoding="utf-8")]
    ]


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods and inner ones among them."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its `def` to its last one."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def late_imports(module: Module) -> int:
    """Imports inside functions, each once."""
    inner = {node for function in functions(module) for node in ast.walk(function)}
    return sum(isinstance(node, ast.Import | ast.ImportFrom) for node in inner)


def asserted_there(module: Module) -> int:
    """Assertions that a value is not None: an order that nothing enforces."""
    return sum(
        isinstance(node, ast.Assert) and bool(re.search(r"is not None", ast.unparse(node.test)))
        for node in ast.walk(module.tree)
    )


def silent_raisers(module: Module) -> Iterator[str]:
    """Public functions and methods that raise an error themselves and do not say so in a docstring.

    Methods without one are described by what they override; a constructor may be by its class.
    """
    yield from _silent(module.tree, "", "")


def _silent(scope: ast.Module | ast.ClassDef, name: str, described: str) -> Iterator[str]:
    """Those of a module, or of a class that is so described."""
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _silent(node, f"{node.name}.", ast.get_docstring(node) or "")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            constructor = node.name in ("__init__", "__post_init__")
            docstring = described if constructor else ast.get_docstring(node)
            if (node.name.startswith("_") and not constructor) or (docstring is None and name):
                continue
            if "Raises:" not in (docstring or "") and any(map(_is_raised, node.body)):
                yield f"{name}{node.name}"


def _is_raised(node: ast.AST) -> bool:
    """Whether an error leaves it that it makes: not one that it catches, lets pass, or leaves to a subclass."""
    match node:
        case ast.Raise(exc=error):
            return error is not None and ast.unparse(error) != "NotImplementedError"
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return False
        case ast.Try(handlers=handlers, orelse=orelse, finalbody=finalbody, body=body):
            return any(map(_is_raised, [*([] if handlers else body), *handlers, *orelse, *finalbody]))
    return any(map(_is_raised, ast.iter_child_nodes(node)))


def names(module: Module) -> Iterator[str]:
    """Names of variables, parameters, attributes, caught errors, functions; not the keys of the JSON document."""
    documents: set[ast.AST] = set()
    for node in ast.walk(module.tree):  # a class before what stands in it
        if _is_part(node):
            documents.update(ast.walk(node))
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if node not in documents:
                yield name
            case ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name


def _is_part(node: ast.AST) -> bool:
    """Whether it is a class whose fields are keys of the JSON document."""
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Part") for base in node.bases)


def class_places(everything: Iterable[Module]) -> dict[str, list[Path]]:
    """The files of each public class, by its name."""
    places: dict[str, list[Path]] = {}
    for module in everything:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module.path)
    return places


def spread(values: list[int]) -> str:
    """Median, ninth decile and largest of some lengths."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.0f} / {ordered[int(0.9 * len(ordered))]} / {ordered[-1]}"


def measures(folder: Path) -> dict[str, str]:
    """The figures of the house, by what they measure."""
    everything = modules(folder)
    lengths = [length(function) for module in everything for function in functions(module)]

    def matches(pattern: str) -> str:
        return str(sum(len(re.findall(pattern, module.text)) for module in everything))

    return {
        "modules": str(len(everything)),
        "lines": f"{sum(module.lines for module in everything):,}",
        "lines of a file, median / p90 / largest": spread([module.lines for module in everything]),
        f"files over {LONGEST_FILE} lines": str(sum(module.lines > LONGEST_FILE for module in everything)),
        "functions": f"{len(lengths):,}",
        "lines of a function, median / p90 / largest": spread(lengths),
        f"functions over {LONGEST_FUNCTION} lines": str(sum(lines > LONGEST_FUNCTION for lines in lengths)),
        "imports inside functions": str(sum(map(late_imports, everything))),
        "assertions that a value is not None": str(sum(map(asserted_there, everything))),
        "`type: ignore`": matches(r"type: ignore"),
        "`Any`": matches(r"\bAny\b"),
        "functions that raise and do not say so": str(
            sum(1 for module in everything for _ in silent_raisers(module))
        ),
        "names of public classes in several files": str(
            sum(len(paths) > 1 for paths in class_places(everything).values())
        ),
        "`KINDS[:2]`, the cut by position": matches(r"KINDS\[:2\]"),
        "text of a figure taken apart": matches(
            r'removeprefix\(f?"[{ ]|partition\(" ± "\)|removesuffix\("_months"\)'
        ),
        f"named {', '.join(sorted(SAYS_NOTHING))}, tests too": str(
            sum(name in SAYS_NOTHING for module in modules(folder, *EVERYWHERE) for name in names(module))
        ),
        "`Array` defined": matches(r"(?m)^(?:Array|Floats) = "),
    }


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    for name, value in measures(folder).items():
        print(f"{name:<52} {value}")


if __name__ == "__main__":
    main()
