"""roi models: list prices by the token, and what each model would cost a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roi.errors import RoiError, Setting, of_setting, remedy
from tui.cli.commands.parameters import AsJson, complete_case
from tui.cli.commands.queries import with_options
from tui.queries.shared import Answers, Horizon, Option, Preset, Sets

if TYPE_CHECKING:
    from cases.scorecard import ModelScore
    from roi.analysis.larger_model import Sizes
    from tui.desk.model_costs import ModelCosts
    from tui.desk.opening import CaseRequest

_IN_A_SKELETON = 5  # models, the cheapest


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(with_options(models))


def models(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="Words of provider, vendor or model.")
    ] = None,
    case: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="CASE",
            help="Rank them by what this case's tokens cost.",
            autocompletion=complete_case,
        ),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="With --for: your scorecard; written to fill in where there is none."
        ),
    ] = None,
    option: Option = None,
    preset: Preset = None,
    sets: Sets = (),
    answers: Answers = (),
    horizon: Horizon = None,
    as_json: AsJson = False,
) -> None:
    """List models with their dated list prices by the token, or rank them for a case."""
    text = " ".join(words or [])
    if case is None:
        given = {"weights": weights, "option": option, "preset": preset, "set": sets, "answer": answers}
        _refuse_without_case({**given, "horizon": horizon})
        _listed(text, as_json)
        return
    from tui.desk.opening import CaseRequest

    _ranked(
        CaseRequest(case, preset, option, horizon, sets=sets, answers=answers),
        text,
        weights,
        as_json,
    )


def _refuse_without_case(given: dict[str, object]) -> None:
    for name, value in given.items():
        if value:
            hint = remedy("Add ", Setting("for", "CASE"), ".")
            raise RoiError("it says how a case is ranked, and no case is named", of_setting(name), hint)


def _listed(words: str, as_json: bool) -> None:
    from cases.prices import models as priced
    from tui.cli.console import print_json, show
    from tui.cli.options import as_option
    from tui.views.models import models_document, models_parts, vendors_parts

    if as_json:
        print_json(models_document(priced(words)))
    elif words:
        show(models_parts(words, priced(words)))
    else:
        show(vendors_parts(as_option))


def _ranked(request: CaseRequest, words: str, weights: Path | None, as_json: bool) -> None:
    from tui.cli.console import out, print_json, show
    from tui.cli.progress import after_a_second
    from tui.desk.model_costs import ranking, sizes_for
    from tui.views.larger_model import size_document, size_parts
    from tui.views.ranking import ranking_document, ranking_parts, score_document, score_parts

    ranked = ranking(request, words)
    scores = None if weights is None else _scored(ranked, weights)
    with after_a_second("Sizes") as progress:
        sizes: Sizes | None = sizes_for(request, progress)
    if as_json:
        document = ranking_document(ranked)
        document["scorecard"] = None if scores is None else score_document(scores)
        document["sizes"] = None if sizes is None else size_document(sizes)
        print_json(document)
        return
    width = out().width
    show(ranking_parts(ranked, width))
    if scores is not None:
        show(score_parts(scores, width))
    if sizes is not None:
        show(size_parts(sizes, ranked.model.currency, width))


def _scored(ranked: ModelCosts, path: Path) -> Sequence[ModelScore] | None:
    """The buyer's scorecard; a file that is not there is written, to be filled in."""
    from cases.scorecard import read_scorecard, skeleton
    from exports.atomic import write_atomically
    from tui.cli.console import say
    from tui.desk.model_costs import scorecard_of

    if not path.exists():
        text = skeleton([row.price.ref for row in ranked.ranked[:_IN_A_SKELETON]])
        write_atomically(path, lambda file: file.write_text(text, encoding="utf-8"), force=False)
        say(f"Wrote {path}: give your weights and scores, then run this again.")
        return None
    return scorecard_of(ranked, read_scorecard(path))
