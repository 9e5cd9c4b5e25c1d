"""Programs that some tests need."""

from __future__ import annotations

import pytest

from tests.support.tools import require_chromium, require_libreoffice, require_tmux


def test_the_quick_check_goes_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOTHESIS_PROFILE", "check")
    for need in (require_chromium, require_libreoffice, require_tmux):
        with pytest.raises(pytest.fail.Exception, match="`make check` goes without"):
            need()
