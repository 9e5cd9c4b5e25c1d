"""Columns of the Inputs sheet: what is printed, then workings beside it that a reader can fold away."""

from __future__ import annotations

LABEL, YOURS, USED, LIKELY, LOW, HIGH, UNIT, WORDS, GRADE, SOURCE, NOTE, CHECK, CHANGED = range(1, 14)
VARIES, NOW, EXPORTED, MIN, MAX = range(14, 19)
# As of export: the value in use and what is said of it; then what was changed since, in words.
WAS, WAS_WORDS, WAS_GRADE, WAS_SOURCE, WAS_NOTE, CHANGE, CHANGES = range(19, 26)
TAKEN = 26  # what was typed, or what the scenario in force says
OTHER = 27  # arguments of a distribution that have no column of their own: name and value, pair after pair
HEADINGS = {
    LABEL: "Input", YOURS: "Your value", USED: "In use", LIKELY: "Likely", LOW: "Low", HIGH: "High",
    UNIT: "Unit", WORDS: "Distribution", GRADE: "Grade", SOURCE: "Source", NOTE: "Note",
    CHECK: "Range check", CHANGED: "Since export", VARIES: "Draws vary", NOW: "Checksum now",
    EXPORTED: "Checksum at export", MIN: "Minimum", MAX: "Maximum", WAS: "In use at export",
    WAS_WORDS: "Distribution at export", WAS_GRADE: "Grade at export", WAS_SOURCE: "Source at export",
    WAS_NOTE: "Note at export", CHANGE: "Change", CHANGES: "Changes down to here",
    TAKEN: "Yours, or the scenario's",
}  # fmt: skip
WIDTHS = {
    LABEL: 40, YOURS: 14, USED: 14, LIKELY: 14, LOW: 14, HIGH: 14, UNIT: 18, WORDS: 46, GRADE: 13,
    SOURCE: 52, NOTE: 66, CHECK: 14, CHANGED: 15, VARIES: 10, NOW: 16, EXPORTED: 16, MIN: 14, MAX: 14, WAS: 16,
    WAS_WORDS: 20, WAS_GRADE: 12, WAS_SOURCE: 20, WAS_NOTE: 20, CHANGE: 30, CHANGES: 30, TAKEN: 14,
}  # fmt: skip
NUMBERS = (YOURS, USED, LIKELY, LOW, HIGH, NOW, EXPORTED, MIN, MAX, WAS, TAKEN)
HEADER = 6
OK = "ok"
IS_CHANGED = "changed"
