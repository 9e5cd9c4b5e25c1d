"""A run in the terminal: the business case as a CFO reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.box import ROUNDED
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from cases.estimate import Settings
from exports.voice.certainty import certainty_sentences
from exports.voice.evidence import evidence_text
from exports.voice.figures import three_figures, why_three_figures
from exports.voice.formats import band, chance, quantity
from exports.voice.model_facts import provenance
from exports.voice.today import today_sentence, today_table
from exports.voice.verdict import worth_draws
from exports.voice.wording import grade_word, value_text, years_sentence
from roi import Run, __version__
from roi.analysis.certainty import CertaintyEquivalent
from roi.analysis.headline import Headline
from roi.analysis.verdict import Verdict
from roi.answers import tally
from roi.sim.summary import Summary
from roi.text import counted
from tui.views.finance import after_tax_parts, quarter_table
from tui.views.tables import finance_table, metrics_table, shown_table
from tui.views.verdict import verdict_parts

_FRAME = 6  # columns of a frame beside a text in its upper or lower edge


def result_parts(
    run: Run,
    settings: Settings,
    verdict: Verdict,
    width: int,
    *,
    include_soft: bool,
    certainty: CertaintyEquivalent | None = None,
    by_quarter: bool = False,
) -> Iterator[RenderableType]:
    """The whole business case, the verdict first."""
    summary = run.summary()
    cut = verdict.headline.cut
    yield title(run, settings, width)
    if summary.undefined_because:
        yield Text(f"Undefined: {summary.undefined_because}.", style="yellow")
    yield from verdict_parts(verdict)
    yield Text("")
    yield metrics_table(run, summary, cut, width)
    for line in readings(run, summary, verdict.headline):
        yield line
    if certainty is not None:
        sentences = " ".join(certainty_sentences(certainty, run.model.currency))
        yield Text.assemble(("Certainty equivalent ", "bold"), sentences)
    yield Text("")
    for table in (summary.plan_table, summary.fiscal_table):
        if table is not None:
            yield finance_table(run.model, table, include_soft=include_soft, width=width)
    if by_quarter:
        yield quarter_table(run, summary, width)
    yield from after_tax_parts(run, summary, width)
    shown = shown_table(run, width)
    if shown is not None:
        yield shown
    for line in footnotes(run, summary, verdict):
        yield line


def title(run: Run, settings: Settings, width: int) -> Panel:
    """What was run, for whom; on lines of its own what has no room in the frame."""
    model = run.model
    header = model.case.header
    parts = [f"preset {model.preset}", f"{counted(model.horizon, 'month')}", model.currency]
    if model.option:
        parts.insert(1, f"option {model.option}")
    if model.place:
        parts.insert(-2, f"region {model.region}")
    lines = [Text(header.summary)] if header.summary else []
    if header.headline:
        lines.append(Text.assemble(("Claimed   ", "bold"), header.headline))
    if header.evidence:
        lines.append(Text.assemble(("Evidence  ", "bold"), evidence_text(model)))
    if settings.prospect or settings.prepared_by:
        people = [f"for {settings.prospect}"] if settings.prospect else []
        people += [f"by {settings.prepared_by}"] if settings.prepared_by else []
        lines.append(Text(", ".join(people)))
    heading, terms = Text(header.title, style="bold"), Text(" · ".join(parts))
    above, below = (text.cell_len <= width - _FRAME for text in (heading, terms))
    return Panel(
        Group(*([] if above else [heading]), *lines, *([] if below else [terms])),
        title=heading if above else None,
        subtitle=terms if below else None,
        box=ROUNDED,
        title_align="left",
        subtitle_align="left",
    )


def readings(run: Run, summary: Summary, headline: Headline) -> Iterable[Text]:
    """Chances of payback, the worst tenth, and the sentences on plan, mean and median."""
    if run.model.unstated:
        return
    odds, horizon = summary.probability[headline.cut], run.model.horizon
    if not headline.certain:
        within = {at: f"payback_within_{at}" for at in (12, 24) if at < horizon}
        within[horizon] = "payback_within_horizon"
        first = next(iter(within))
        paid = (
            f"{counted(at, 'month') if at == first else at}: {chance(odds[name])}"
            for at, name in within.items()
        )
        yield Text.assemble(("Chance of payback within ", "bold"), "; ".join(paid))
        worst = band(summary.shortfall[headline.cut], "money", run.model.currency)
        yield Text.assemble(("Mean NPV of the worst tenth of draws ", "bold"), worst)
    changes = today_table(run, headline.cut)
    if changes is not None:
        yield Text(today_sentence(changes, run.model.currency))
    yield Text(
        " ".join([three_figures(run, summary, headline.cut), why_three_figures(run, headline.cut)]).strip()
    )


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def footnotes(run: Run, summary: Summary, verdict: Verdict) -> Iterable[Text]:
    """Changes, blanks, risks not priced, repairs, and how it was made."""
    model = run.model
    count = tally(model)
    if count.prospect or count.seller:
        yield Text(f"{count.words[0].upper()}{count.words[1:]}.", style="cyan")
    for item in model.inputs:
        if item.layer == "preset" and item.spec.grade == "implied":
            shown = quantity(_rounded(item.shown(item.likely)), item.unit.text)
            note = f": {item.spec.note}" if item.spec.note else ""
            yield Text(f"It had to assume {item.spec.label} = {shown} (implied){note}", style="magenta")
        if item.layer in ("observed", "estimate", "set", "option", "region"):
            source = f", {'; '.join(item.spec.source)}" if item.spec.source else ""
            origin = "; ".join(part for part in (provenance(item.override), item.spec.note) if part)
            note = f". {origin}" if origin else ""
            yield Text(
                f"Changed: {item.spec.label} = {value_text(item)} ({grade_word(item.spec.grade)}{source}){note}",
                style="cyan",
            )
    if summary.blank_classes:
        yield Text(f"No cost of these classes: {', '.join(summary.blank_classes)}.", style="yellow")
    for remark in summary.remarks:
        yield Text(remark, style="yellow")
    if years := years_sentence(model):
        yield Text(years, style="dim")
    for risk in model.risks:
        yield Text(f"Not priced: {risk.text}", style="dim")
    weak = sum(item.spec.grade in ("judgement", "vendor", "implied", "seller") for item in model.inputs)
    sampling = run.prepared.sampling
    yield Text(
        f"{weak} of {len(model.inputs)} inputs rest on judgement, a vendor or the seller. "
        f"{run.draws_used:,} draws ({sampling.sampler}, seed {sampling.seed}){_fewer(run, verdict)}; ± is half the "
        f"95 % interval of the sampling error; roi {__version__}.",
        style="dim",
    )


def _fewer(run: Run, verdict: Verdict) -> str:
    few = worth_draws(verdict, run.draws_used)
    return "" if few is None else f", what a question is worth on {few:,} of them"
