"""Building blocks: what they bring, in which order, what a case lays over them, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cases
from cases.block import block_named, shipped_blocks
from cases.load import from_raw
from cases.parameters import BlockParameter, Budget, Filler
from cases.toml import read_toml
from cases.use import composed
from roi.errors import RoiError
from roi.formula.parse import parse
from roi.model import resolve
from roi.sim.plan import plan

GOOD = Path(__file__).with_name("good.toml").read_text(encoding="utf-8")
BLOCK = '[block]\ntitle = "A block"\n'
PART = """
[parameters.what]
label = "What it is"

[inputs."{id}_size"]
label = "Size of {what}"
unit = "–"
value = 3
grade = "judgement"

[lines."{id}_twice"]
label = "Twice {what}"
unit = "–"
formula = "{id}_size + {id}_size"
"""


def written(folder: Path, use: str, more: str = "", **blocks: str) -> Path:
    """A small case that takes in blocks, with block files beside it."""
    for name, text in blocks.items():
        head = "" if "[block]" in text else BLOCK
        (folder / f"{name}.toml").write_text(head + text, encoding="utf-8")
    path = folder / "case.toml"
    path.write_text(GOOD.replace("horizon = 36", f"horizon = 36\nuse = {use}", 1) + more, encoding="utf-8")
    return path


def document(path: Path) -> dict[str, Any]:
    return composed(read_toml(path), path, path.name)[0]


def refused(path: Path) -> str:
    with pytest.raises(RoiError) as refusal:
        resolve(cases.load(path))
    assert len(str(refusal.value)) < 2_000
    return str(refusal.value)


# ---- what comes out --------------------------------------------------------------------------------------


def test_a_case_with_blocks_is_the_same_case_written_out(tmp_path: Path) -> None:
    """The document that is stored with an estimate opens without any block."""
    case = cases.load(written(tmp_path, '["failure"]'))
    again = from_raw(case.document, "again.toml", None)
    assert (again.inputs, again.lines, again.digest) == (case.inputs, case.lines, case.digest)
    assert "use" not in case.document
    header = case.document["case"]
    assert isinstance(header, dict)
    assert "use" not in header


def test_taking_in_leaves_the_table_it_was_read_from_alone(tmp_path: Path) -> None:
    path = written(tmp_path, '["failure", "method"]', "\n[inputs.stop_month]\nvalue = 7\n")
    raw = read_toml(path)
    composed(raw, path, path.name)
    assert raw == read_toml(path)


def test_a_block_is_taken_in_twice_under_two_names(tmp_path: Path) -> None:
    more = '\n[use.one]\nblock = "part"\nwhat = "a door"\n\n[use.a-two]\nblock = "part"\nwhat = "a wall"\n'
    whole = document(written(tmp_path, '["one", "a-two"]', more, part=PART))
    assert whole["inputs"]["one_size"]["label"] == "Size of a door"
    assert whole["lines"]["a_two_twice"]["formula"] == "a_two_size + a_two_size"


def test_keys_of_the_case_lie_over_those_of_the_block(tmp_path: Path) -> None:
    more = '\n[inputs.stop_month]\nvalue = 7\nfirst = 9\n\n[lines.exit_costs]\nlabel = "Out"\n'
    whole = document(written(tmp_path, '["failure"]', more))
    stop, leaving = whole["inputs"]["stop_month"], whole["lines"]["exit_costs"]
    assert (stop["value"], stop["first"], stop["unit"], stop["grade"]) == (7, 9, "month", "judgement")
    assert (leaving["label"], leaving["class"]) == ("Out", "change")


def test_a_new_value_loses_the_source_and_the_note_of_the_old_one(tmp_path: Path) -> None:
    more = '\n[inputs.failure_rate]\nvalue = 12\ngrade = "judgement"\n'
    entry = document(written(tmp_path, '["failure"]', more))["inputs"]["failure_rate"]
    assert not {"source", "note"} & entry.keys()
    assert (entry["answer"], entry["min"]) == ("count of 10", 0)


def test_what_is_left_out_takes_its_correlations_along(tmp_path: Path) -> None:
    pair = '\n[[correlations]]\nbetween = ["part_size", "visits"]\nrank = 0.3\n'
    more = '\n[use.part]\nwhat = "a door"\nwithout = ["inputs.part_size", "lines.part_twice"]\n'
    whole = document(written(tmp_path, '["part"]', more, part=PART + pair))
    assert "part_size" not in whole["inputs"]
    assert whole["correlations"] == []


def test_inputs_stand_by_group_and_costs_by_class(tmp_path: Path) -> None:
    whole = document(written(tmp_path, '["method", "failure", "build", "overrun", "adoption"]'))
    groups = [entry.get("group", "") for entry in whole["inputs"].values()]
    brought = [group for group in groups if group]
    assert brought == sorted(brought, key=["Adoption", "Deployment", "Risk", "Method"].index)
    flows = [name for name, line in whole["lines"].items() if line.get("flow") == "cost"]
    assert flows[-1] == "exit_costs"
    assert flows.index("build_cost") < flows.index("overrun_cost")


def test_entries_of_the_case_stand_where_it_writes_them(tmp_path: Path) -> None:
    entry = '{label = "x", group = "Risk", unit = "–", value = 1, grade = "judgement"}'
    more = f"\n[inputs.first]\n{entry[1:-1].replace(', ', chr(10))}\n\n[inputs.stop_month]\nvalue = 7\n"
    more += f"\n[inputs.second]\n{entry[1:-1].replace(', ', chr(10))}\n\n[inputs.exit_cost]\nvalue = 7\n"
    names = list(document(written(tmp_path, '["failure"]', more))["inputs"])
    assert names[names.index("first") :][:6] == [
        "first", "failure_rate", "luck", "stop_month", "second", "exit_cost"
    ]  # fmt: skip


def test_a_preset_like_another_has_its_values_and_its_own(tmp_path: Path) -> None:
    more = '\n[presets.one.inputs]\nvisits = 5\nminutes = 1\n\n[presets.two]\nlike = "one"\n'
    more += "\n[presets.two.inputs]\nminutes = 2\n"
    case = cases.load(written(tmp_path, "[]", more))
    assert {name: entry.value for name, entry in case.presets["two"].inputs.items()} == {
        "visits": "5",
        "minutes": "2",
    }


def test_blocks_that_bring_the_same_are_one(tmp_path: Path) -> None:
    """Both take in `failure`, and one of them again."""
    whole = document(written(tmp_path, '["failure", "failure-bought"]', "\n[inputs.failure_rate]\nvalue = 5\n"
                             'grade = "judgement"\nsource = []\nnote = "x"\n'))  # fmt: skip
    assert whole["inputs"]["failure_rate"]["value"] == 5


@pytest.mark.parametrize("condition", ["a if b < 3 else b", "a < b", "a > 1 and b > 1", "not a > 1"])
def test_a_condition_inside_a_formula_stands_in_brackets(condition: str) -> None:
    filler = Filler({"x": BlockParameter("x", "x", "formula")}, {"x": condition}, Budget())
    assert filler.filled("{x} * c") == f"({condition}) * c"
    assert filler.filled("max({x}, c)") == f"max({condition}, c)"


@pytest.mark.parametrize("name", shipped_blocks())
def test_a_shipped_block_reads_and_says_what_it_is_for(name: str) -> None:
    header = block_named(name).header
    assert header.title
    assert header.summary.endswith(".")


def test_items_that_are_routed_cost_what_a_count_says() -> None:
    """Of 100 items 55 go to the cheap model, 5.5 of them wrongly, 3.85 of these come back to the dear one."""
    model = resolve(cases.load(Path(__file__).with_name("many_blocks.toml")), option="routing")
    planned = plan(model)
    likely = {item.id: item.likely for item in model.inputs}
    routed, wrong, noticed = likely["routed"], likely["misrouted"], likely["noticed"]
    assert planned.values["to_dear"][-1] == pytest.approx(1 - routed + routed * wrong * noticed)
    assert (routed, wrong, noticed) == pytest.approx((0.55, 0.1, 0.7))
    assert planned.values["to_dear"][-1] == pytest.approx(0.4885)
    assert planned.values["lost"][-1] == pytest.approx(0.0165)
    # 4,000 tokens read, half of them cached, 500 written; at prices of the first month.
    dear = 4_000 * (0.5 * 2 + 0.5 * 0.1) + 500 * 10
    cheap = 4_000 * (0.5 * 0.2 + 0.5 * 0.02) + 500 * 1.25
    ratio = planned.values["cheap_tokens"][-1] / planned.values["usage"][-1]
    router = likely["router_tokens"] * 0.2
    assert ratio == pytest.approx((0.55 * cheap + router) / (0.4885 * dear), rel=1e-9)


def test_a_contract_goes_on_until_a_pilot_has_passed() -> None:
    case = cases.load(Path(__file__).with_name("many_blocks.toml"))
    alone, piloted = (
        plan(resolve(case, option=option)).values["old_tool_ready"][-1] for option in (None, "pilot")
    )
    gate = plan(resolve(case, option="pilot")).values["gate_month"][-1]
    assert piloted == pytest.approx(alone + gate)


# ---- placeholders ----------------------------------------------------------------------------------------

OPERANDS = st.recursive(
    st.sampled_from(["a", "b", "3", "max(a, b)", "(a if b < 3 else b)"]),
    lambda inner: st.builds(
        lambda x, op, y: f"{x} {op} {y}", inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner
    ),
    max_leaves=4,
)


@settings(max_examples=60)
@given(
    value=OPERANDS,
    around=st.sampled_from(
        ["{x} * c", "c * {x}", "c / {x}", "c - {x}", "{x} ** 2", "max({x}, c)", "({x})", "-{x}"]
    ),
)
def test_a_formula_inside_a_formula_is_worth_what_it_is_worth_alone(value: str, around: str) -> None:
    """Compared with brackets around it always, at numbers that no order of work makes equal by chance."""
    parameters = {"x": BlockParameter("x", "x", "formula")}
    text = Filler(parameters, {"x": value}, Budget()).filled(around)
    names = {"a": 1.7, "b": 2.9, "c": 5.3, "max": max}
    parse(text)
    try:
        expected = eval(around.replace("{x}", f"({value})"), {}, names)
    except (ZeroDivisionError, OverflowError):
        return
    if isinstance(expected, complex):
        return
    assert eval(text, {}, names) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
def test_any_text_given_stays_a_text(text: str, tmp_path: Path) -> None:
    """It comes out as it went in, or is refused: no table, no key, no placeholder comes of it."""
    filler = Filler({"x": BlockParameter("x", "x")}, {"x": text}, Budget())
    assert filler.filled({"label": "a {x} b", "whole": "{x}"}) == {
        "label": f"a {text} b", **({"whole": text} if text else {})
    }  # fmt: skip


# ---- what is refused -------------------------------------------------------------------------------------


def test_a_missing_block_offers_the_nearest(tmp_path: Path) -> None:
    message = refused(written(tmp_path, '["failur"]'))
    assert 'there is no block "failur"' in message
    assert "Did you mean 'failure'?" in message


def test_a_case_is_no_block(tmp_path: Path) -> None:
    assert "case.toml is a case or an estimate" in refused(written(tmp_path, '["case"]'))


def test_a_case_of_the_name_of_a_shipped_block_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "failure.toml").write_text(GOOD, encoding="utf-8")
    assert "stop_month" in cases.load(written(tmp_path, '["failure"]')).inputs


FAULTS = {
    '[parameters.block]\nlabel = "x"\n': "names no parameter",
    '[parameters.x]\nlabel = "x"\nkind = "bool"\n': '"bool" is not allowed here',
    '[parameters.x]\nlabel = "x"\nkind = "number"\ndefault = "many"\n': "a number is needed",
    "[inputs]\nx = 3\n": "inputs is a table",
    "[claims]\nx = 3\n": "claims is a table",
    "[options.a]\nlines = 3\n": "lines is 3",
    "[snapshots]\nx = 3\n": 'a block cannot hold "snapshots"',
    '[inputs.x]\nlabel = "{y}"\n': 'no parameter "y"',
    '[inputs.x]\nlabel = "{"\n': "a brace that belongs to no parameter",
    '[inputs.x]\nlabel = "}{"\n': "a brace that belongs to no parameter",
    '[inputs."{id}"]\nlabel = "x"\n\n[inputs.part]\nlabel = "y"\n': "there twice, values put in",
    '[inputs."{id} "]\nlabel = "x"\nunit = "–"\nvalue = 1\ngrade = "judgement"\n': "is no id",
    '[lines.bad]\nlabel = "x"\nunit = "–"\nformula = "nothing + 1"\n': "the name `nothing` is unknown",
    '[inputs.x]\nlabel = "x"\nunit = "–"\nvalue = 1\ngrade = "sure"\n': '"sure" is not allowed here',
}


@pytest.mark.parametrize(("text", "message"), FAULTS.items(), ids=list(FAULTS.values()))
def test_what_is_wrong_in_a_block_is_said_with_its_file(text: str, message: str, tmp_path: Path) -> None:
    problem = refused(written(tmp_path, '["part"]', part=text))
    assert message in problem
    assert "part.toml" in problem or "[inputs]" in problem
    assert problem.startswith("case.toml: ")


def test_blocks_that_contradict_are_refused_unless_the_case_decides(tmp_path: Path) -> None:
    other = PART.replace("{id}", "part").replace("value = 3", "value = 4")
    use = '["part", "other"]'
    shared = '\n[use]\nwhat = "a door"\n'
    message = refused(written(tmp_path, use, shared, part=PART, other=other))
    assert "two blocks bring [inputs.part_size] with another `value`: 3 and 4" in message
    decided = written(tmp_path, use, shared + "\n[inputs.part_size]\nvalue = 5\n", part=PART, other=other)
    assert document(decided)["inputs"]["part_size"]["value"] == 5


def block(use: str) -> str:
    return f'[block]\ntitle = "x"\nuse = {use}\n'


def test_a_block_that_takes_in_itself(tmp_path: Path) -> None:
    message = refused(written(tmp_path, '["a"]', a=block('["b"]'), b=block('["c"]'), c=block('["a"]')))
    assert "a block takes in itself: a → b → c → a" in message


def test_a_tower_of_blocks(tmp_path: Path) -> None:
    tower = {f"b{k}": block(f'["b{k + 1}"]') for k in range(20)}
    assert "over more than 8 levels" in refused(written(tmp_path, '["b0"]', **tower))


def test_blocks_that_multiply(tmp_path: Path) -> None:
    """Eight names a level, three levels: some six hundred blocks by four files."""
    names = [f"n{k}" for k in range(8)]
    level = [
        block(str(names).replace("'", '"'))
        + "".join(f'\n[use.{name}]\nblock = "l{k + 1}"\n' for name in names)
        for k in range(3)
    ]
    tree = {f"l{k}": text for k, text in enumerate(level)} | {
        "l3": PART.replace('[parameters.what]\nlabel = "What it is"\n', "").replace("{what}", "it")
    }
    assert "more than 200 blocks" in refused(written(tmp_path, '["l0"]', **tree))


def test_values_that_swell(tmp_path: Path) -> None:
    """A long value in many places: the text of all blocks is counted."""
    lines = "".join(f'{{label = "x", note = "{"{what}" * 200}"}}'.join((f"i{k} = ", "\n")) for k in range(40))
    more = f'\n[use]\nwhat = "{"x" * 900}"\n'
    swollen = '[parameters.what]\nlabel = "x"\n\n[inputs]\n' + lines
    assert "have more than 2,000,000 characters" in refused(written(tmp_path, '["part"]', more, part=swollen))


@pytest.mark.parametrize("name", ["../case", "/etc/passwd", "a b", "", ".", "x" * 300, "a\x00b", "NUL:"])
def test_names_that_are_paths(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, "[]")
    raw = read_toml(path)
    raw["case"]["use"] = [name]
    with pytest.raises(RoiError, match="is no name of a block"):
        composed(raw, path, path.name)


def test_a_block_may_bring_a_whole_and_its_parts(tmp_path: Path) -> None:
    part = '[inputs.{0}]\nlabel = "{0}"\nunit = "%"\nvalue = "dirichlet({1}, 50)"\ngrade = "judgement"\n'
    whole = '[shares.mix]\nlabel = "Mix"\nparts = ["voice", "text"]\n'
    line = '[lines.spoken]\nlabel = "Spoken"\nunit = "%"\nformula = "voice"\n'
    text = part.format("voice", 20) + part.format("text", 30) + whole + line
    model = resolve(cases.load(written(tmp_path, '["mix"]', mix=text)))
    assert model.line("voice_share").spec.formula == "voice / (voice + text)"
    assert model.line("spoken").reads == {"voice_share"}
