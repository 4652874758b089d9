"""A real clamd for tests, which knows one virus: EICAR's test file, by its SHA-256. It downloads nothing."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
# In two halves, so that no scanner takes the test for the virus.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VIRUS = "Test.Eicar.UNOFFICIAL"
CONF = """\
LocalSocket {folder}/clamd
LogFile {folder}/log
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
OfficialDatabaseOnly no
SelfCheck 0
MaxThreads 4
StreamMaxLength {most}
"""


@contextmanager
def clamd(folder: Path, most: str = "26M") -> Iterator[str]:
    """A clamd in that folder, whose name must be short; gives its socket once it answers, a tenth of a second later."""
    signatures = folder / "signatures"
    signatures.mkdir(parents=True)
    (signatures / "test.hsb").write_text(f"{sha256(EICAR).hexdigest()}:{len(EICAR)}:Test.Eicar:73\n")
    (folder / "clamd.conf").write_text(CONF.format(folder=folder, most=most))
    started = subprocess.Popen([CLAMD, "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL)
    try:
        while not answers(folder / "clamd"):
            assert ends_within(started, 0.02) is None, (folder / "log").read_text()
        yield str(folder / "clamd")
    finally:
        started.kill()
        started.wait()


def answers(path: Path) -> bool:
    """Whether something listens there."""
    with socket.socket(socket.AF_UNIX) as asked:
        return asked.connect_ex(str(path)) == 0


def ends_within(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """What the process ended with, None where it goes on."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


@contextmanager
def hanging() -> Iterator[str]:
    """Something that takes connections and never answers, in place of a clamd that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
