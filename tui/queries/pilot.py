"""pilot: what it is worth to measure before deciding, on how many, and what must come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.errors import of_setting
from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter
from tui.queries.query import DrawnQuery
from tui.queries.shared import CutName

if TYPE_CHECKING:
    from roi.analysis.pilot import PilotDesign
    from roi.analysis.pilot_terms import Terms
    from roi.model import Model
    from tui.desk.request import OpenedCase


@dataclass(frozen=True, kw_only=True)
class PilotQuery(DrawnQuery):
    """Size a pilot by its worth: what measuring inputs on some units before deciding is worth, and from which
    measurement on to go ahead."""

    NAME: ClassVar[str] = "pilot"

    measure: Annotated[
        tuple[str, ...], Parameter("An input that is measured; one to three.", metavar="INPUT")
    ] = ()
    unit_sd: Annotated[
        tuple[str, ...],
        Parameter("Standard deviation of one unit's measurement, in the input's unit; one for each input."),
    ] = ()
    systematic: Annotated[
        tuple[str, ...], Parameter("Standard error that no number of units takes away; one for each input.")
    ] = ()
    cost_each: Annotated[str, Parameter("What measuring a unit costs.", metavar="MONEY")] = "0"
    fixed: Annotated[str, Parameter("What a pilot of any size costs.", metavar="MONEY")] = "0"
    months: Annotated[float, Parameter("By how many months the decision waits for it.")] = 0.0
    population: Annotated[int | None, Parameter("How many units there are.", least=1)] = None
    cut: CutName = "headline"

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The size that is worth most."""
        return self.answered(self.designed(self.remarked(face), face))

    def answered(self, design: PilotDesign) -> Answer:
        """A design as an answer."""
        from tui.views.pilot import pilot_document, pilot_markdown, pilot_parts

        return Answer(
            lambda: pilot_document(design),
            lambda _: pilot_parts(design),
            lambda brand: pilot_markdown(design, brand),
        )

    def designed(self, opened_case: OpenedCase, face: Face) -> PilotDesign:
        """The design on a run of the case."""
        from roi.analysis.pilot import pilot
        from roi.analysis.scores import checked_metric
        from tui.queries.simulating import simulated_for

        run = simulated_for(opened_case, face, self.cut, "npv", "delay_cost")
        return pilot(run, self.measure, self._terms(run.model), checked_metric(run.model, "npv", self.cut))

    def _terms(self, model: Model) -> Terms:
        from roi.analysis.pilot_terms import Terms
        from tui.desk.amounts import typed_amount

        each, fixed = (
            typed_amount(model, text, model.currency, of_setting(name))
            for name, text in (("cost_each", self.cost_each), ("fixed", self.fixed))
        )
        return Terms(
            self._in_units(model, self.unit_sd, "unit_sd"),
            each,
            fixed,
            self.months,
            self.population,
            self._in_units(model, self.systematic, "systematic"),
        )

    def _in_units(self, model: Model, texts: tuple[str, ...], name: str) -> tuple[float, ...]:
        """Numbers in the declared units of what is measured, in their order; too many or few are refused later."""
        from roi.analysis.scores import checked_input
        from tui.desk.amounts import typed_amount

        items = [checked_input(model, each, of_setting("measure")) for each in self.measure]
        numbers = []
        for place, text in enumerate(texts):
            unit = items[min(place, len(items) - 1)].unit if items else None
            if unit is None or unit.percent:  # per cent points, with or without their sign
                numbers.append(typed_amount(model, text.replace("%", ""), "–", of_setting(name)))
            else:
                numbers.append(typed_amount(model, text, unit.text, of_setting(name)))
        return tuple(numbers)
