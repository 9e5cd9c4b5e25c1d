"""Text → nodes: precedence against Python's own reading, spans, limits, and every refusal."""

from __future__ import annotations

import ast
import contextlib
import copy
import pickle

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from roi.errors import RoiError
from roi.formula.nodes import (
    Binary,
    Call,
    If,
    Name,
    Node,
    Number,
    Span,
    Text,
    Unary,
    children,
    height,
    names,
    walk,
    with_children,
)
from roi.formula.parse import MAX_DEPTH, MAX_HEIGHT, MAX_LENGTH, MAX_NODES, parse
from tests.support.examples import examples
from tests.support.trees import NOWHERE, bare, unparse, well_typed

TREES = st.one_of(*well_typed(3).values())
MANY = examples(300)

# Python reads the same syntax but for `35%`, `to` and texts: an independent reading of precedence.
_SIGNS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.And: "and",
    ast.Or: "or",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def pythons(node: ast.expr) -> Node:
    """The tree of a Python expression in our nodes."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return Number(NOWHERE, float(value), str(value))
        case ast.Name(id=name):
            return Name(NOWHERE, name)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return pythons(operand)
        case ast.UnaryOp(op=op, operand=operand):
            return Unary(NOWHERE, "not" if isinstance(op, ast.Not) else "-", pythons(operand))
        case ast.BinOp(left=left, op=op, right=right):
            return Binary(NOWHERE, _SIGNS[type(op)], pythons(left), pythons(right))
        case ast.BoolOp(op=op, values=[first, *rest]):
            result = pythons(first)
            for operand in rest:
                result = Binary(NOWHERE, _SIGNS[type(op)], result, pythons(operand))
            return result
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return Binary(NOWHERE, _SIGNS[type(op)], pythons(left), pythons(right))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return If(NOWHERE, pythons(test), pythons(body), pythons(orelse))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return Call(NOWHERE, name, tuple(pythons(argument) for argument in arguments))
    raise SyntaxError(f"not in our language: {ast.dump(node)}")


SIGNS = st.sampled_from([*_SIGNS.values(), "+", "-", "*", "/", "**"])
PREFIXES = st.sampled_from(["", "", "", "-", "+", "not ", "- -"])


def _infix(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Operands and operators in a row, brackets only where the dice put them."""
    operand = st.tuples(PREFIXES, inner).map("".join)
    pair = st.tuples(st.just(" "), SIGNS, st.just(" "), operand).map("".join)
    row = st.tuples(operand, st.lists(pair, max_size=4).map("".join)).map("".join)
    return st.one_of(
        row,
        row.map(lambda text: f"({text})"),
        st.tuples(row, row).map(lambda two: f"min({two[0]}, {two[1]})"),
        st.tuples(row, row, row).map(lambda three: f"{three[0]} if {three[1]} else {three[2]}"),
    )


ROWS = st.recursive(st.sampled_from(["a", "b", "c", "2", "3.5"]), _infix, max_leaves=14)


@MANY
@given(ROWS)
@example("-a ** 2")
@example("a ** -b ** c")
@example("not a == b and c or not b")
@example("a if b else c if a else b")
@example("a - b - c / a / b")
@example("a < b < c")
@example("a + not b")
@example("a if b if c else a else b")
def test_precedence_is_that_of_python(text: str) -> None:
    """Both read the same tree or both refuse."""
    assume(text.count("(") + text.count("-") < MAX_DEPTH // 2)  # Python allows more
    try:
        expected: Node | None = pythons(ast.parse(text, mode="eval").body)
    except SyntaxError:  # of Python, or of `pythons` for a chained comparison
        expected = None
    if expected is None:
        with pytest.raises(RoiError):
            parse(text)
    else:
        assert _without_text(bare(parse(text))) == _without_text(expected)


def _without_text(node: Node) -> Node:
    """Python does not keep how a number was typed."""
    if isinstance(node, Number):
        return Number(NOWHERE, node.value, "")
    return with_children(node, tuple(_without_text(child) for child in children(node)))


@MANY
@given(TREES)
def test_a_tree_written_out_is_read_back(tree: Node) -> None:
    assert bare(parse(unparse(tree))) == tree


@MANY
@given(TREES)
def test_spans_hold_the_text_of_their_node(tree: Node) -> None:
    """Every part, cut out of the text by its span, is read as the same part."""
    text = unparse(tree)
    for node in walk(parse(text)):
        assert bare(parse(text[node.span.start : node.span.stop])) == bare(node)


def test_spans_hold_whole_pairs_of_brackets() -> None:
    node = parse("x * (a + b) * c")
    assert isinstance(node, Binary)
    assert [(n.span.start, n.span.stop) for n in (node, node.left)] == [(0, 15), (0, 11)]
    assert parse("(a)").span == Span(0, 3)


def test_spans_count_characters() -> None:
    """Not bytes: an em dash and an umlaut before the error move the mark by one place each."""
    with pytest.raises(RoiError) as refusal:
        parse("data('Bücher – 書.csv', b) ^ 2")
    line, carets = str(refusal.value).splitlines()[1:3]
    assert line[carets.index("^")] == "^"
    node = parse("data('Bücher – 書.csv', spalte)")
    assert isinstance(node, Call)
    assert node.arguments[1].span == Span(23, 29)
    assert node.arguments[0] == Text(Span(5, 21), "Bücher – 書.csv")


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [
        ("0", 0, False),
        ("40_000", 40_000, False),
        ("40_000.5", 40_000.5, False),
        (".5", 0.5, False),
        ("5.", 5, False),
        ("1e3", 1000, False),
        ("1.5E-3", 0.0015, False),
        ("1e+2", 100, False),
        ("35%", 0.35, True),
        ("7%", 0.07, True),
        ("2.5e1%", 0.25, True),
        ("1e-400", 0, False),
    ],
)
def test_numbers(text: str, value: float, percent: bool) -> None:
    assert parse(text) == Number(Span(0, len(text)), value, text, percent)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "the formula is empty", ""),
        (" \n\t", "the formula is empty", ""),
        ("a ^ 2", "the character `^` is not part of the language", "Powers are written `**`"),
        ("case.visits", "the character `.` is not part", "There are no attributes"),
        ("a[1]", "the character `[` is not part", "There are no subscripts; `lag(line, n)`"),
        ("{a}", "the character `{` is not part", "round brackets"),
        ("a & b", "the character `&` is not part", "Write `and`"),
        ("a | b", "the character `|` is not part", "Write `or`"),
        ("!a", "the character `!` is not part", "Write `not`"),
        ("a − b", "the character `−` is not part", "typographic minus"),
        ("a × b", "the character `×` is not part", "Type `*`"),
        ("a ÷ b", "the character `÷` is not part", "Type `/`"),
        ("$5", "the character `$` is not part", "Write 5; the currency stands in the key `unit`"),
        ("a x b", "`x` does not belong here", "Is `*` meant?"),
        ("between 1 and 4", "`1` does not belong here", "Is an operator or a bracket missing before it?"),
        ("a => b", "`=>` is not part of the language", "Write `>=`"),
        ("min(a => b, 3)", "`=>` is not part of the language", "Write `>=`"),
        ("(a => b)", "`=>` is not part of the language", "Write `>=`"),
        ("a =< b", "`=<` is not part of the language", "Write `<=`"),
        ("a > = b", "`> =` is not part of the language", "Write `>=`"),
        ("a === b", "`===` is not part of the language", "Write `==`"),
        ("a !== b", "`!==` is not part of the language", "Write `!=`"),
        ("a && b", "`&&` is not part of the language", "Write `and`"),
        ("a || b", "`||` is not part of the language", "Write `or`"),
        ("a * * b", "`* *` is not part of the language", "Write `**`"),
        ("a // b", "`//` is not part of the language", "Type one `/`"),
        ("a ≥ b", "the character `≥` is not part", "Write `>=`"),
        ("a ? b : c", "the character `?` is not part", "`a if condition else b`"),
        ("110k", "`k` does not belong here", "Write 110_000."),
        ("a * 1.5m", "`m` does not belong here", "Write 1_500_000 if millions are meant."),
        ("triangular(10k, 20k, 30k)", "`)` is missing", "Write 10_000."),
        ("$110000", "the character `$` is not part", "Write 110_000; the currency"),
        ("110_000€", "the character `€` is not part", "Write 110_000; the currency"),
        ("110,000", "`,` does not belong here", "Write 110_000."),
        ("1.000,50", "`,` does not belong here", "Write 1_000.5."),
        ("1.234.567", "`.567` does not belong here", "Write 1_234_567."),
        ("1'000", "the character `'` is not part", "Write 1_000."),
        ("40 000", "`000` does not belong here", "Write 40_000."),
        ("0,5 * a", "`,` does not belong here", "Write 0.5."),
        ("35 percent", "`percent` does not belong here", "Write 35%"),
        ("a; b", "the character `;` is not part", "Arguments are parted by commas"),
        ("'a", "the character `'` is not part", "Allowed"),
        ("٣ + 1", "the character `٣` is not part", "Allowed"),
        ("größe", "the character `ö` is not part", "Allowed"),
        ("__import__('os').system('x')", "the character `.` is not part", "There are no attributes"),
        ("1__000 * a", "`__000` does not belong here", "grouped by three, as in 40_000"),
        ("1_00", "`_00` does not belong here", "grouped by three"),
        ("1_000_00.5", "`_00` does not belong here", "grouped by three"),
        ("1000_000", "`_000` does not belong here", "grouped by three"),
        ("a < b < c", "comparisons cannot be chained", "a < b and b < c"),
        ("a == b != c", "comparisons cannot be chained", "a < b and b < c"),
        ("a = b", "`=` does not belong here", "Equality is written `==`"),
        ("a <> b", "`<>` is not part of the language", "Write `!=`"),
        ("a b", "`b` does not belong here", "Is an operator or a bracket missing before it?"),
        ("2 visits", "`visits` does not belong here", "operator or a bracket"),
        ("1,5", "`,` does not belong here", "Decimals are written with a point"),
        ("a AND b", "`AND` does not belong here", "small letters: `and`"),
        ("a if b Else c", "`else` is missing after the condition; found Else", ""),
        ("a if b", "`else` is missing after the condition; found the end", ""),
        ("if a else b", "a value is missing: found if", ""),
        ("a +", "a value is missing: found the end", "stops where a value should follow"),
        ("* a", "a value is missing: found *", ""),
        ("a + not b", "a value is missing: found not", "needs brackets: `(not x)`"),
        ("-not b", "a value is missing: found not", "needs brackets: `(not x)`"),
        ("(a", "`)` is missing after the bracket; found the end", ""),
        ("a)", "`)` does not belong here", ""),
        ("()", "a value is missing: found )", ""),
        ("min(a, b", "`)` is missing after the arguments of min; found the end", ""),
        ("min(a b)", "`)` is missing after the arguments of min; found b", ""),
        ("min(, a)", "a value is missing: found ,", ""),
        ("f(a=1, b)", "a named argument is followed by a nameless one", ""),
        ("35 %", "`%` does not belong here", "`%` follows a number directly"),
        ("a % 2", "`%` does not belong here", "there is no modulo"),
        ("a%", "`%` does not belong here", "follows a number directly"),
        ("35%%", "`%` does not belong here", ""),
        ("1e999", "this number is above 1e+100", ""),
        ("1" + "0" * 400, "this number is above 1e+100", ""),
        ("1.2.3", "`.3` does not belong here", ""),
        ("2x", "`x` does not belong here", ""),
        ("lambda: 0", "the character `:` is not part", ""),
        (
            "a" * (MAX_LENGTH + 1),
            f"the formula has 2,001 characters; at most {MAX_LENGTH:,} are allowed",
            "Split",
        ),
        ("(" * 10_000 + "a" + ")" * 10_000, "the formula has 20,001 characters", "Split"),
        ("(" * 900 + "a" + ")" * 900, "too deep or too large", "Split it into lines"),
        ("-" * 900 + "a", "too deep or too large", "Split it into lines"),
        ("abs(" * 400, "too deep or too large", "Split it into lines"),
        ("2 ** " * 300 + "2", "too deep or too large", "Split it into lines"),
        ("a if b else " * 150 + "c", "too deep or too large", "Split it into lines"),
        ("+".join(["a"] * (MAX_HEIGHT + 1)), "too deep or too large", "Split it into lines"),
        (f"min({','.join('a' * (MAX_NODES + 1))})", "too deep or too large", "Split it into lines"),
    ],
)
def test_refusals(text: str, message: str, hint: str) -> None:
    with pytest.raises(RoiError) as refusal:
        parse(text)
    assert refusal.value.message.startswith(message) or message in refusal.value.message
    assert hint in str(refusal.value.hint)


def test_a_refusal_shows_the_place() -> None:
    with pytest.raises(RoiError) as refusal:
        parse("visits * wage ^ 2")
    assert str(refusal.value) == (
        "the character `^` is not part of the language\n"
        "  visits * wage ^ 2\n"
        "                ^\n"
        "  Powers are written `**`, as in `(1 + rate) ** 2`."
    )


@given(st.integers(0, 1_500), st.integers(0, 400))
def test_of_a_long_formula_the_part_around_the_place_is_shown(before: int, after: int) -> None:
    text = "a" * before + "^" + "b" * after
    with pytest.raises(RoiError) as refusal:
        parse(text)
    line, carets = str(refusal.value).splitlines()[1:3]
    assert len(line) <= 125
    assert line[carets.index("^")] == "^"
    assert carets.count("^") == 1


def test_what_is_just_within_the_limits_is_read() -> None:
    """And can be compared, copied and sent to another process: Python recurses on all of these."""
    texts = ["+".join(["a"] * MAX_HEIGHT), "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)]
    texts.append(f"min({','.join('a' * (MAX_NODES - 1))})")
    for text in texts:
        node = parse(text)
        assert height(node) <= MAX_HEIGHT
        assert pickle.loads(pickle.dumps(node)) == node == copy.deepcopy(node)
        assert hash(node) == hash(parse(text))
        assert repr(node)


@examples(500)
@given(st.one_of(st.text(), st.text(alphabet="ab1.%+-*/()<>=!, \"'", max_size=40), ROWS))
def test_any_text_gives_a_tree_or_a_roi_error(text: str) -> None:
    with contextlib.suppress(RoiError):
        assert isinstance(parse(text), Node)


def test_keywords_and_texts_belong_to_distributions() -> None:
    node = parse("metalog(p10=1, p50=2)")
    assert isinstance(node, Call)
    assert [key for key, _ in node.keywords] == ["p10", "p50"]
    assert bare(parse("20 to 40")) == Binary(
        NOWHERE, "to", Number(NOWHERE, 20, "20"), Number(NOWHERE, 40, "40")
    )


@given(TREES)
def test_walks(tree: Node) -> None:
    parts = list(walk(tree))
    assert parts[0] is tree
    assert names(tree) == {part.id for part in parts if isinstance(part, Name)}
    assert 1 <= height(tree) <= len(parts)


def test_children_keep_their_order() -> None:
    """`with_children(node, children(node))` is the node, for every kind of node."""
    node = parse("f(a if b else c, -d, key=e * 2)")
    assert with_children(node, children(node)) == node
    inner = children(node)[0]
    assert with_children(inner, children(inner)) == inner
    assert [n.id for n in walk(inner) if isinstance(n, Name)] == ["a", "b", "c"]
