"""Answers as people give them: one reader for the interview, fields, the command line and sheets of questions."""

from roi.answers.again import divided_by, divisors, divisors_first, quotients, worked_out
from roi.answers.far_off import far_off
from roi.answers.read import Reading, is_unknown, read_answer
from roi.answers.tally import Tally, first_questions, tally
from roi.answers.units import InputQuestion

__all__ = [
    "InputQuestion", "Reading", "Tally", "divided_by", "divisors", "divisors_first", "far_off",
    "first_questions", "is_unknown", "quotients", "read_answer", "tally", "worked_out",
]  # fmt: skip
