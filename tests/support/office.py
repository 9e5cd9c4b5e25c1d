"""A LibreOffice that stays, and works on one document after the other: a start takes as long as a small one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from tests.support.tools import require_libreoffice

Line = tuple[str, ...]
"""A step of a request: its name and fields, as office.bas reads them."""

PATIENCE = 300.0  # seconds; a machine under load starts slowly
_DOCUMENTS = 20  # until another is started: it keeps memory of each that it saves
_LOOKS = 0.02  # seconds between two looks for a reply
# 0: every cell is worked out, whatever value stands beside its formula; 1: those values are trusted.
# A set-up that has completed puts no macros of its own in the place of ours.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{}</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Roi"
 script:language="StarBasic">{}</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Roi"/></library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"><library:library library:name="Standard"
 library:link="false"/></library:libraries>
"""
# All of it ends together, and with the process that started it, however that ends: the pipe is closed then.
_TOGETHER = 'ended() { rm -rf "$ROI_OFFICE"; kill -KILL 0; }; { "$@"; ended; } & cat >/dev/null; ended'


def write_settings(profile: Path, *, recalculate: bool = True) -> None:
    """Settings with which LibreOffice opens workbooks: whether it works out every cell."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    text = _PROFILE.format(0 if recalculate else 1)
    (profile / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")


class OfficeEndedError(RuntimeError):
    """LibreOffice ended before it replied."""


class Office:
    """A process that works out every cell of what it opens."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="roi-office-"))
        self._documents = 0
        profile = self.folder / "profile"
        library = profile / "user" / "basic" / "Standard"
        library.mkdir(parents=True)
        write_settings(profile)
        basic = Path(__file__).with_name("office.bas").read_text(encoding="utf-8")
        (library / "Roi.xba").write_text(_MODULE.format(escape(basic)), encoding="utf-8")
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        (library.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
        command = [
            require_libreoffice(),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
        ]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            ["sh", "-c", _TOGETHER, "sh", *command, "macro:///Standard.Roi.Main"],
            stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True,
            env={**os.environ, "ROI_OFFICE": str(self.folder)},
        )  # fmt: skip

    @property
    def spent(self) -> bool:
        """Whether another is to take its place."""
        return self._documents >= _DOCUMENTS or self.process.poll() is not None

    def reply(self, lines: Iterable[Line], patience: float = PATIENCE) -> list[str]:
        """What is shown in answer to a request.

        Raises:
            TimeoutError: it took more than `patience` seconds.
            RuntimeError: LibreOffice cannot do it.
            OfficeEndedError: it ended.
        """
        steps = list(lines)
        self._documents += sum(step[0] == "load" for step in steps)
        request, answered = self.folder / "asking", self.folder / "reply"
        with suppress(FileNotFoundError):  # it has ended, and its folder with it
            # No end of a line at the end: LibreOffice would take it for a part of the last one.
            request.write_text("\n".join(map("\t".join, steps)), encoding="utf-8")
            request.rename(self.folder / "request")
        until = time.monotonic() + patience
        while not answered.exists():
            if self.process.poll() is not None:
                self.end()
                raise OfficeEndedError("LibreOffice ended")
            if time.monotonic() > until:
                self.end()
                raise TimeoutError(f"LibreOffice took more than {patience} s: {steps[:3]}")
            time.sleep(_LOOKS)
        ending, *shown = answered.read_text(encoding="utf-8").splitlines()
        answered.unlink()
        if ending != "done":
            self.end()
            raise RuntimeError(f"LibreOffice {' '.join([ending, *shown])}")
        return shown

    def end(self) -> None:
        """Nothing of it is left."""
        with suppress(BrokenPipeError):
            self.process.communicate()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


_running: list[Office] = []  # of this process: the one that it has, if any


def carried_out(lines: Iterable[Line], patience: float = PATIENCE) -> list[str]:
    """What LibreOffice shows in answer to a request; it is started where none is running.

    One that has worked for long now and then ends on its own: what it was to do is then done by a new one, and
    only what ends that one too is told.
    """
    steps = list(lines)
    try:
        return _standing().reply(steps, patience)
    except OfficeEndedError:
        return _standing().reply(steps, patience)


def _standing() -> Office:
    if _running and _running[0].spent:
        _running.pop().end()
    if not _running:
        _running.append(Office())
    return _running[0]
