"""Rows of observations out of files: what is read, and what every bad row is told."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cases.estimate import SCHEMA_VERSION, Estimate, Settings, estimate_text, load_estimate
from cases.observed import (
    MeasuredColumn,
    columns_of,
    new_rows,
    observation_table,
    observations_of,
    stored_observations,
)
from cases.row_tables import read_table
from cases.toml import MAX_FILE, table_of
from cases.updating import before_update, with_update
from roi.case import Override
from roi.errors import Place, RoiError
from roi.model import resolve
from roi.observed.observations import Exact, Observation, Sample, StandardError, Trials
from roi.observed.reading import read
from roi.observed.update import update
from roi.sim.run import simulate
from tests.fuzz.effort import told_or_done
from tests.support.documents import case_of, flow, line
from tui.desk.models import model_of

CASE = case_of(
    {"share": ("range(20, 40, 60)", "%"), "volume": ("range(800, 1_000, 1_300)", "visit/month"),
     "minutes": ("normal(6, 2)", "minute/visit"), "wage": ("60", "USD/hour"), "delay": ("3", "month")},
    {"hours": line("share * volume * minutes * ramp(month, delay)", "hour/month", show=True),
     "value": flow("hours * wage")},
    header={"units": ["visit"]},
)  # fmt: skip
HEADINGS = "name,month,value,unit,error,sd,n,hits,source,by,date,note"


def rows_of(tmp_path: Path, text: str, start: str | None = None) -> tuple[Observation, ...]:
    path = tmp_path / "observed.csv"
    path.write_text(text, encoding="utf-8")
    return observations_of(read_table(path), CASE, start).rows


def test_every_way_to_say_an_error(tmp_path: Path) -> None:
    text = f"""{HEADINGS}
hours,6,"1,040.5",hour/month,20,,,,time study,Ann,2027-06-30,first
hours,4-6,900,,5%,,,,,,,
minutes,,5.5,,,2.1,40,,,,,
share,,,,,,200,90,log,,,
share,,45%,,2%,,,,,,,
volume,,1_000,,exact,,,,,,,
value,2,52000,USD,exact,,,,ledger,,,
"""
    rows = rows_of(tmp_path, text)
    assert [row.error for row in rows] == [
        StandardError(20), StandardError(45), Sample(40, 2.1), Trials(90, 200), StandardError(2), Exact(), Exact(),
    ]  # fmt: skip
    assert [row.months for row in rows] == [(6, 6), (4, 6), None, None, None, None, (2, 2)]
    assert rows[0].value == 1040.5
    assert (rows[0].grade, rows[1].grade) == ("measured", "customer")
    assert rows[0].date == datetime.date(2027, 6, 30)
    data = read(resolve(CASE), rows)
    paid = next(each for each in data if each.response.what == "paid")
    assert paid.value == 52_000  # an amount of money is what is paid, not a rate
    share = next(each for each in data if each.n)
    assert (share.hits, share.n) == (90, 200)


def test_semicolons_toml_calendar_months_and_an_export(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "name;month;value;error\nhours;2027-05;90;5\n", "2027-04")[0].months == (2, 2)
    toml = tmp_path / "observed.toml"
    toml.write_text('[[observations]]\nname = "hours"\nmonth = 6\nvalue = 100\nerror = "exact"\n')
    assert observations_of(read_table(toml), CASE).rows[0].error == Exact()
    export = tmp_path / "export.csv"
    export.write_text("period,seats,other\n2027-04-30,80,x\n2027-05-31,95,\n2027-06-30,,y\n")
    wanted = [MeasuredColumn("hours", "seats", "5%")]
    read = columns_of(read_table(export), wanted, "period", CASE, "2027-04", "tool")
    assert [(row.months, row.error, row.source) for row in read.rows] == [
        ((1, 1), StandardError(4.0), "tool"), ((2, 2), StandardError(4.75), "tool"),
    ]  # fmt: skip
    assert read.empty == 1


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("120.000", (120, 120_000)), ("1.125", (1.125, 1125)), ("−12.500", (-12.5, -12_500)), ("0,125", (0.125,)),
        ("12,125", (12.125, 12_125)), ("1.234,5", (1234.5,)), ("12,5", (12.5,)), ("1.234.567", (1_234_567,)),
        ("1 2", ()), ("12 5", ()), ("1_00", ()), ("1,200 000", ()), ("1,00,000", (100_000,)),
    ],
)  # fmt: skip
def test_a_number_of_another_region_is_its_own_or_refused(
    tmp_path: Path, separator: str, text: str, meant: tuple[float, ...]
) -> None:
    rows = [["name", "month", "value", "error"], ["hours", "6", f'"{text}"', "exact"]]
    if (text, separator) in (("12,125", ","), ("12,125", "\t")):  # where commas part no decimals
        meant = (12_125,)
    text = "\n".join(separator.join(row) for row in rows)
    value = told_or_done(lambda: rows_of(tmp_path, text)[0].value)
    assert value is None or value in meant


@pytest.mark.parametrize("proof", ["1.5", "0.250", "1234.125", "1,234.125", "80.1250", "-.5", "1.5e3"])
def test_a_number_that_shows_what_a_point_is_decides_for_its_columns(tmp_path: Path, proof: str) -> None:
    rows = rows_of(tmp_path, f'name;month;value;error\nhours;6;120.000;5\nhours;7;"{proof}";5\n')
    assert rows[0].value == 120
    with pytest.raises(RoiError, match=r'row 2 value: "120.000" can mean 120 or 120000'):
        rows_of(tmp_path, "name;month;value;error\nhours;6;120.000;5\nhours;7;90;5\n")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above", ["", "\n\n", "# made up; for; a; demo; of; it; all\n", "# \t\t\t\t\t\t\n# a\n\n"]
)
def test_what_stands_above_the_headings_does_not_part_their_cells(
    tmp_path: Path, separator: str, above: str
) -> None:
    rows = (("name", "month", "value", "error"), ("hours", "6", "80.5", "exact"))
    text = "\n".join(separator.join(row) for row in rows)
    above = above.replace(separator, "")  # with others beside it, it is a heading
    assert rows_of(tmp_path, f"{above}{text}\n")[0].value == 80.5


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=|"])
def test_a_first_line_that_tells_excel_of_the_separator_is_no_heading(tmp_path: Path, line: str) -> None:
    text = f"{line}\nname;month;value;error;note\nhours;6;80.5;exact;a, b, c, d, e, f\n"
    text = text.replace(";", "|") if "|" in line else text
    assert rows_of(tmp_path, text)[0].value == 80.5
    with pytest.raises(RoiError, match="row 3 value"):  # as a person counts them
        rows_of(tmp_path, text.replace("80.5", "eighty"))


def test_a_heading_may_begin_as_remarks_do(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("# hours;month;note\n80.5;6;a, b, c, d\n", encoding="utf-8")
    read = columns_of(read_table(path), [MeasuredColumn("hours", "# hours")], "month", CASE, None, "export")
    assert read.rows[0].value == 80.5


def test_a_file_as_wide_as_it_may_be_is_told_at_once(tmp_path: Path) -> None:
    """A pass over all headings for each of them would not end."""
    path = tmp_path / "wide.csv"
    path.write_text(",".join([f"c{place}" for place in range(300_000)] + ["c0"]) + "\n", encoding="utf-8")
    with pytest.raises(RoiError, match='two columns "c0"'):
        read_table(path)


@pytest.mark.parametrize("day", ["2027-04-30xyz", "2027-W10-1", "20270430", "2027-02-29", "30.04.2027"])
def test_a_day_is_all_of_its_cell(tmp_path: Path, day: str) -> None:
    row = "name,value,error,date\nvolume,900,exact,"
    with pytest.raises(RoiError, match=f'row 2 date: "{day}" is no date'):
        rows_of(tmp_path, f"{row}{day}\n")
    for clock in ("", " 23:59", "T23:59:59+14:00"):
        assert rows_of(tmp_path, f"{row}2028-02-29{clock}\n")[0].date == datetime.date(2028, 2, 29)


def test_rows_without_a_value_are_left_for_later(tmp_path: Path) -> None:
    path = tmp_path / "observed.csv"
    path.write_text(f"{HEADINGS}\nhours,1,,,,,,,,,,Hours\nshare,,,,,,,,,,,Share\nhours,2,80,,5,,,,,,,\n")
    read = observations_of(read_table(path), CASE)
    assert (len(read.rows), read.empty) == (1, 2)


BAD = {
    "hours,6,80,EUR,5": r"row 2 unit: the value is in EUR, which does not convert to hour/month",
    "huors,6,80,,5": r"row 2 name: there is no input and no line `huors`\s+Did you mean 'hours'\?",
    "hours,37,80,,5": r"row 2 month: month 37 is not within the horizon of 36 months",
    "hours,,80,,5": r"row 2 month: `hours` has a value for each month",
    "share,3,40,,5": r"row 2 month: `share` is an input, one value for all months",
    "hours,6,80,,1e-12": r"row 2 error: the error is 1e-12, too small for a measurement of 80\s+Write `exact`",
    "hours,6,0,,1e-300": r"row 2 error: the error is 1e-300, too small",
    "hours,6,80,,-5": r"row 2 error: the error is -5; it must be above 0",
    "hours,6,80,,0": r"row 2 error: the error is 0; it must be above 0\s+An invoice or a ledger has none",
    "hours,6,0,,5%": r"row 2 error: 5% of 0 is no error\s+Give the error as a number",
    "hours,9-4,80,,5": r'row 2 month: "9-4" begins after it ends\s+Write 4-9.',
    "hours,6,2027-06,,5": r"row 2 value: `2027-06` is a date, and a number is wanted",
    "hours,6,31.12.2027,,5": r"row 2 value: `31.12.2027` is a date",
    "hours,6,many,,5": r'row 2 value: "many" is not a number',
    "hours,6,80,,": r"row 2: it does not say how far it may be off",
    "hours,spring,80,,5": r'row 2 month: "spring" is no month',
    "hours,2027-06,80,,5": r'row 2 month: "2027-06" is a date, and the months of the case have none',
    "share,,0.4,,5": r"row 2 value: 0.4 on `share` can mean 0.4 % or 40 %",
    ",6,80,,5": r"row 2 name: the name is missing",
    "hours,6,80,,1\nhours,6,120,,1": r"row 3: `hours` is 120 here and 80 in another row .*28 errors apart",
    "minutes,,6,,exact\nminutes,,7,,exact": r"row 3: `minutes` is 7 here and 6 in another row",
}


@pytest.mark.parametrize("rows", BAD)
def test_a_bad_row_is_one_message_with_the_row(tmp_path: Path, rows: str) -> None:
    with pytest.raises(RoiError, match=f"observed.csv: {BAD[rows]}"):
        read(resolve(CASE), rows_of(tmp_path, f"name,month,value,unit,error\n{rows}\n"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "the file is empty"),
        ("name,value,valeu\n", r"observed.csv|unknown column"),
        ("name,value,name\nhours,1,2\n", 'two columns "name"'),
        ("name,month\nhours,1\n", "the column `value` is missing"),
        ("name,value\nhours,1,2,3\n", "row 2: it has 4 cells under 2 headings"),
        ("name,value,error,sd,n\nminutes,5,1,2,30\n", "row 2: it says its error in 2 ways: error and sd"),
        ("name,value,sd,n\nminutes,5,2,1\n", "a sample of 1 has no standard deviation"),
        (
            "name,month,value,error,shared\nhours,6,80,5,100%\n",
            "row 2 shared: 100 % of an error cannot be shared",
        ),
        (
            "name,month,value,error,shared\nhours,6,80,exact,20%\n",
            "row 2 shared: `shared` is a part of `error`",
        ),
        (
            f"name,value,sd,n\nminutes,5,2,{10**20}\n",
            "row 2 n: the sd of 2 leaves 1.* an error of 2e-10, too small",
        ),
        (f"name,value,hits,n\nshare,,30,{10**57}\n", "row 2 n: 1.* trials are more than 1,000,000,000"),
        (
            "name,month,value,error\nhours,36-37,80,5\n",
            "row 2 month: months 36 to 37 are not within the horizon",
        ),
        ("name,value,hits,n\nshare,,30,20\n", "30 hits of 20 trials cannot be"),
        ("name,value,hits,n\nvolume,,3,20\n", "`volume` is in visit/month and no share"),
    ],
)
def test_a_bad_file_is_one_message(tmp_path: Path, text: str, wanted: str) -> None:
    with pytest.raises(RoiError, match=wanted):
        read(resolve(CASE), rows_of(tmp_path, text))


def test_many_rows_are_pooled_whatever_their_order(tmp_path: Path) -> None:
    """10,000 rows of 36 months: as many figures as months, each the mean by precision."""
    rows = [f"hours,{k % 36 + 1},{80 + k % 7},,{5 + k % 3}" for k in range(10_000)]
    first = read(resolve(CASE), rows_of(tmp_path, "\n".join(["name,month,value,unit,error", *rows])))
    second = read(
        resolve(CASE), rows_of(tmp_path, "\n".join(["name,month,value,unit,error", *reversed(rows)]))
    )
    assert len(first) == len(second) == 36
    by_month = {each.response.months: each for each in second}
    for each in first:
        assert each.value == pytest.approx(by_month[each.response.months].value, rel=1e-12)
        assert each.error == pytest.approx(by_month[each.response.months].error, rel=1e-12)


def test_an_estimate_keeps_its_observations_and_what_they_leave(tmp_path: Path) -> None:
    """Saved and read again it runs to the same bits; before the update it is what it was; nothing counts twice."""
    settings = Settings(SCHEMA_VERSION, CASE.id, CASE.digest, "0", datetime.date(2027, 1, 1), draws=1_024)
    estimate = Estimate(CASE, settings)
    rows = (
        Observation("hours", 45.0, StandardError(4.0, 0.2), (6, 6), source="time study", by="Ann",
                    date=datetime.date(2027, 6, 30)),
        Observation("share", 0.3, Trials(60, 200), source="log"),
        Observation("minutes", 5.0, Sample(30, 3.0), note="by stop-watch"),
    )  # fmt: skip
    learnt = update(simulate(model_of(estimate), draws=1_024), rows)
    saved = with_update(estimate, rows, learnt.updated)
    path = tmp_path / "acme-2.toml"
    path.write_text(estimate_text(saved), encoding="utf-8")
    again = load_estimate(path)
    assert new_rows(again.observations, rows) == ()
    assert again.updated == learnt.updated
    values = simulate(model_of(again), draws=1_024).values("npv")
    assert (values == learnt.after.values("npv")).all()
    assert before_update(again).case == replace(CASE, origin=again.case.origin)
    assert (
        simulate(model_of(before_update(again)), draws=1_024).values("npv") == learnt.before.values("npv")
    ).all()
    assert estimate_text(again) == estimate_text(saved)
    item = model_of(again).input("minutes")
    assert item.layer == "observed"
    assert item.spec.grade == "measured"
    assert {again.case.sources[name].title for name in item.spec.source} >= {"time study"}


def test_a_share_below_one_per_cent_is_kept_whatever_its_law(tmp_path: Path) -> None:
    """Two worlds, which no metalog follows: their values are kept one by one, all of them below 1."""
    worlds = {
        "share": Override("mixture(50%, uniform(0.05%, 0.15%), 50%, uniform(0.8%, 0.9%))", who="seller")
    }
    settings = Settings(SCHEMA_VERSION, CASE.id, CASE.digest, "0", datetime.date(2027, 1, 1), draws=1_024)
    estimate = Estimate(CASE, settings, worlds)
    rows = [Observation("share", 0.5, StandardError(0.3), unit="%", source="log")]
    learnt = update(simulate(model_of(estimate), draws=1_024), rows)
    assert learnt.updated.inputs["share"].value == 'data("observed", share)'
    assert max(learnt.updated.data["observed|share"]) < 1
    path = tmp_path / "acme-2.toml"
    path.write_text(estimate_text(with_update(estimate, rows, learnt.updated)), encoding="utf-8")
    again = simulate(model_of(load_estimate(path)), draws=1_024)
    assert (again.values("npv") == learnt.after.values("npv")).all()


def test_an_answer_is_the_prior_and_a_later_answer_wins() -> None:
    settings = Settings(SCHEMA_VERSION, CASE.id, CASE.digest, "0", datetime.date(2027, 1, 1), draws=1_024)
    answered = Estimate(CASE, settings, {"minutes": Override("normal(9, 1)", who="prospect")})
    row = Observation("minutes", 5.0, StandardError(1.0), source="log")
    learnt = update(simulate(model_of(answered), draws=1_024), [row])
    assert learnt.updated.inputs["minutes"].value.startswith("normal(7.0, ")
    saved = with_update(answered, [row], learnt.updated)
    assert "minutes" not in saved.overrides
    assert model_of(saved).input("minutes").likely == pytest.approx(7.0)
    assert before_update(saved).overrides == answered.overrides
    later = replace(saved, overrides={**saved.overrides, "minutes": Override("4", who="prospect")})
    assert model_of(later).input("minutes").likely == 4.0


def test_an_estimate_of_many_rows_is_read_however_they_are_written() -> None:
    row = '{ name = "hours", value = "1", error = "1", source = "' + 60 * "x" + '" },\n'
    for rows in (
        f"observations = [\n{row * 20_000}]\n",
        '[[observations]]\nname = "hours"\n' + 200_000 * "# a remark\n",
    ):
        assert len(rows) > MAX_FILE
        assert "observations" in table_of(rows, "acme.toml")


@pytest.mark.parametrize(("first", "count"), [((6, 6), 1), ((4, 9), 1), (None, 2)])
def test_a_row_of_a_month_that_stands_twice_counts_once(first: tuple[int, int] | None, count: int) -> None:
    """As in an estimate that two people put together; single measurements without a month may be alike."""
    row = Observation("used", 10.0, StandardError(1.0), months=first, source="log", place=Place("a.csv"))
    again = replace(row, place=Place("b.csv"))
    assert len(new_rows([], [row, again])) == count
    assert len(new_rows([], [row, replace(again, source="count")])) == 2
    stored = [observation_table(each) for each in (row, again)]
    assert len(stored_observations(stored, "acme.toml")) == count
