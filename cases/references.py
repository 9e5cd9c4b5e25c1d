"""What the types of a document cannot say: ids, sources that are named, values that make no sense."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from cases.accountability import check_lines
from cases.fields import shown
from cases.regions import shipped
from roi.case import AS_IT_STANDS, DOCUMENT_ID, Case, Input, Override
from roi.errors import Names, Place, Remedy, RoiError, nearest, remedy
from roi.exchange import CURRENCIES
from roi.model.dates import checked_month

JUDGEMENT = "judgement"  # may stand where a source stands
LONGEST_PRODUCT = 60  # characters of the name of a product


# What currencies are called beside their codes and the signs that answers have.
_MONEY = {
    "DOLLAR": ["USD"], "DOLLARS": ["USD"], "US DOLLAR": ["USD"], "US DOLLARS": ["USD"], "EURO": ["EUR"],
    "EUROS": ["EUR"], "POUND": ["GBP"], "POUNDS": ["GBP"], "STERLING": ["GBP"], "UKP": ["GBP"], "YEN": ["JPY"],
    "RMB": ["CNY"], "YUAN": ["CNY"], "CN¥": ["CNY"], "FR": ["CHF"], "SFR": ["CHF"], "FRANKEN": ["CHF"],
    "KR": ["SEK", "NOK", "DKK"], "RS": ["INR"], "ZŁ": ["PLN"], "KČ": ["CZK"], "FT": ["HUF"], "₩": ["KRW"],
    "₺": ["TRY"], "₪": ["ILS"], "R$": ["BRL"], "A$": ["AUD"], "C$": ["CAD"], "NZ$": ["NZD"], "HK$": ["HKD"],
    "S$": ["SGD"], "NT$": ["TWD"],
}  # fmt: skip


def check_document(case: Case) -> None:
    """Check what runs across the tables of a document.

    Raises:
        RoiError: an id that is none or that two claims share, a month, rate or rank that makes no sense, a
            source that is not there.
    """
    _check_ids(case)
    _check_values(case)
    _check_shares(case)
    _check_regions(case)
    _check_rivals(case)
    check_lines(case)
    for where, source in _cited(case):
        if source not in case.sources and source != JUDGEMENT:
            hint = _missing_source(
                source, [*(each for each in case.sources if each not in shipped()["sources"]), JUDGEMENT]
            )
            raise RoiError(f"there is no source {shown(source)}", Place(case.origin, cell=where), hint)


def _missing_source(name: str, known: list[str]) -> Remedy:
    """A typing mistake is answered by the nearest id, anything else by the table that is missing."""
    listed = nearest(name, known)
    if listed.close or DOCUMENT_ID.fullmatch(name) is None:
        return remedy(listed)
    return remedy(f"Add [sources.{name}] with title, publisher, date and seen, or name another. ", listed)


def _check_ids(case: Case) -> None:
    """Ids that are values: those that are keys are checked where they are read."""
    for where, name in (("[case]", case.id), *(("[[claims]]", claim.id) for claim in case.claims)):
        if DOCUMENT_ID.fullmatch(name) is None:
            hint = "Lower-case letters, digits, - and _, a letter first, at most 60 characters."
            raise RoiError(f"{shown(name)} is no id", Place(case.origin, where, "id"), hint)
    seen: set[str] = set()
    for claim in case.claims:
        if claim.id in seen:
            raise RoiError(
                f"two claims have the id `{claim.id}`",
                Place(case.origin, "[[claims]]", "id"),
                "Rename one of them.",
            )
        seen.add(claim.id)


def _check_values(case: Case) -> None:
    start = case.header.start
    if start is not None:
        checked_month(start, Place(case.origin, "[case]", "start"))
    if not 1 <= case.header.fiscal_month <= 12:
        where = Place(case.origin, "[case]", "fiscal_month")
        hint = "Write the number of the month in which the fiscal year begins: 4 for April."
        raise RoiError(f"{case.header.fiscal_month} is no month of a year", where, hint)
    currency = case.header.currency
    if currency not in CURRENCIES:
        where = Place(case.origin, "[case]", "currency")
        raise RoiError(f"{shown(currency)} is no currency", where, _code_hint(currency))
    for code, rate in case.rates.items():
        if code == currency or code not in CURRENCIES:
            text = "the case is in it" if code == currency else "it is no currency"
            hint = "Remove it." if code == currency else _code_hint(code)
            raise RoiError(
                f"a rate of {code} has no use: {text}", Place(case.origin, f"[rates.{code}]"), hint
            )
        if rate.value <= 0:
            where = Place(case.origin, f"[rates.{code}]", "value")
            hint = f"Give what one {code} is worth in {currency}."
            raise RoiError(f"the rate is {rate.value:g}; it must be above 0", where, hint)
    for place, spec in _inputs(case):
        _check_role(case, spec, Place(case.origin, f"[{place}]"))
        if isinstance(spec, Input) and spec.first is not None and spec.first < 1:
            where = Place(case.origin, f"[{place}]", "first")
            raise RoiError(f"found {spec.first}; the first questions are numbered from 1", where, "Write 1.")


def _check_shares(case: Case) -> None:
    """Parts are inputs of the case or of an option, each of one whole."""
    known = {*case.inputs, *(name for option in case.options.values() for name in option.inputs)}
    seen: dict[str, str] = {}
    for whole in case.shares.values():
        where = Place(case.origin, f"[shares.{whole.id}]", "parts")
        if len(whole.parts) < 2:
            raise RoiError("a whole has two parts or more", where, 'Write parts = ["one", "other"].')
        for name in whole.parts:
            if name not in known:
                raise RoiError(f"there is no input {shown(name)}", where, nearest(name[:60], known))
            if name in seen:
                first = "twice among them" if seen[name] == whole.id else f"a part of `{seen[name]}` already"
                raise RoiError(f"`{name}` is {first}", where, "An input is a part of one whole, once.")
            seen[name] = whole.id


def _check_rivals(case: Case) -> None:
    """A rival is another option of the case."""
    for option in case.options.values():
        others = [name for name in case.options if name != option.id]
        if option.rival and option.rival not in others:
            where = Place(case.origin, f"[options.{option.id}]", "rival")
            hint: Remedy | Names = nearest(option.rival[:60], others)
            if not others:
                hint = remedy("A rival is a second option: write it as [options.ID] and name its id.")
            if option.rival == option.id:
                message = f"{shown(option.rival)} is named as its own rival"
            elif option.rival == AS_IT_STANDS:
                message = "the case as it stands is no rival: two options run the models that are compared"
            else:
                message = f"there is no option {shown(option.rival)}"
            raise RoiError(message, where, hint)


def _check_regions(case: Case) -> None:
    """The region that the case is written for is there, and what its inputs follow is known in it."""
    home = case.header.region
    if not home:
        if case.regions:
            hint = 'Say in `[case]` which of them its figures are of, as in region = "US".'
            raise RoiError(
                "there are regions, and the case is of none", Place(case.origin, "[regions]"), hint
            )
        return
    if home not in case.regions:
        where = Place(case.origin, "[case]", "region")
        raise RoiError(f"there is no region {shown(home)}", where, nearest(home[:60], case.regions))
    known = {*case.regions[home].levels, *(name for place in case.regions.values() for name in place.values)}
    for place, spec in _inputs(case):
        for name in spec.local if isinstance(spec, Input) else ():
            if name not in known:
                where = Place(case.origin, f"[{place}]", "local")
                raise RoiError(f"no region knows {shown(name)}", where, nearest(name[:60], known))
    inputs, options = case.input_ids(), (AS_IT_STANDS, *case.options)
    for region in case.regions.values():
        if region.currency and region.currency not in CURRENCIES:
            where = Place(case.origin, f"[regions.{region.id}]", "currency")
            raise RoiError(f"{shown(region.currency)} is no currency", where, _code_hint(region.currency))
        for table, names, allowed in (
            ("inputs", region.inputs, inputs),
            ("options", region.options, options),
        ):
            for name in names:
                if name not in allowed:
                    where = Place(case.origin, f"[regions.{region.id}.{table}]")
                    raise RoiError(
                        f"there is no {table[:-1]} {shown(name)}", where, nearest(name[:60], allowed)
                    )


def _inputs(case: Case) -> Iterator[tuple[str, Input | Override]]:
    """The inputs of the case, those that options bring, and what options put in their place."""
    yield from ((f"inputs.{name}", spec) for name, spec in case.inputs.items())
    for option in case.options.values():
        yield from ((f"options.{option.id}.inputs.{name}", entry) for name, entry in option.inputs.items())


def _check_role(case: Case, entry: Input | Override, where: Place) -> None:
    """Luck is no lever, a product has a name, and a threshold is one of a line."""
    if isinstance(entry, Input) and entry.threshold_of:
        lines = {*case.lines, *(name for option in case.options.values() for name in option.lines)}
        if entry.threshold_of not in lines:
            allowed = nearest(entry.threshold_of[:60], lines)
            message = f"there is no line {shown(entry.threshold_of)}"
            raise RoiError(message, where.at_key("threshold_of"), allowed)
    if isinstance(entry, Input) and entry.lever and entry.luck:
        hint = "Take out `lever` or `chance`."
        raise RoiError("luck is neither chosen nor negotiated", where.at_key("lever"), hint)
    name = entry.product
    if name and not (len(name) <= LONGEST_PRODUCT and name.strip() == name and name.isprintable()):
        hint = f'One line of at most {LONGEST_PRODUCT} characters, as in product = "enterprise plan".'
        raise RoiError(f"{shown(name)} names no product", where.at_key("product"), hint)


def _code_hint(text: str) -> str:
    from roi.answers.numbers import SIGNS  # where a currency is misspelt

    word = text.strip().rstrip(".").upper()[:60]
    meaning = _MONEY.get(word) or sorted(SIGNS.get(word, ()), key=lambda code: (code != "USD", code))
    close = meaning or difflib.get_close_matches(word, CURRENCIES, n=1)
    meant = (
        f"Did you mean {' or '.join(map(repr, close[:1] if len(close) > 3 else close))}? " if close else ""
    )
    return f"{meant}Write the three capitals of ISO 4217, as in USD or EUR."


def _cited(case: Case) -> Iterator[tuple[str, str]]:
    """Every source that is named, with the place that names it."""
    for name, spec in case.inputs.items():
        yield from ((f"[inputs.{name}] source", source) for source in spec.source)
    for option in case.options.values():
        for name, entry in option.inputs.items():
            yield from ((f"[options.{option.id}.inputs.{name}] source", source) for source in entry.source)
    for preset in case.presets.values():
        for name, change in preset.inputs.items():
            yield from ((f"[presets.{preset.id}.inputs.{name}] source", source) for source in change.source)
    for region in case.regions.values():
        for table in ("levels", "values", "inputs"):
            for name, change in getattr(region, table).items():
                place = f"[regions.{region.id}.{table}.{name}] source"
                yield from ((place, source) for source in change.source)
        for k, risk in enumerate(region.risks):
            place = f"[[regions.{region.id}.risks]] {k + 1} source"
            yield from ((place, source) for source in risk.source)
    yield from ((f"[rates.{code}] source", rate.source) for code, rate in case.rates.items())
    for claim in case.claims:
        yield f"[[claims]] {claim.id} source", claim.source
        for name, given in claim.given.items():
            yield from ((f"[[claims]] {claim.id}: given.{name} source", source) for source in given.source)
    for k, risk in enumerate(case.risks):
        yield from ((f"[[risks]] {k + 1} source", source) for source in risk.source)
