"""`make check` tries no property on more examples than its profile has; other runs as many as it wants."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.support.examples import examples


@pytest.mark.parametrize("profile", ["check", "ci", "local"])
def test_only_check_tries_fewer(profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_PROFILE", profile)
    most = settings().max_examples
    assert examples(most + 1).max_examples == most + (profile != "check")
    assert examples(1).max_examples == 1
