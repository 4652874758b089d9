"""The demo's mail server: several demos may start at the same moment, each gets a port of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from smtplib import SMTP
from threading import Barrier

from api.demo import mailbox
from api.demo.mail_server import mail_server

AT_ONCE = 8


def test_started_at_the_same_moment_each_has_its_own_port(tmp_path: Path) -> None:
    """Eight at once, three times: eight ports, and each keeps what was sent to it and nothing else."""
    together = Barrier(AT_ONCE)

    def once(number: int) -> tuple[int, int]:
        together.wait(60)
        with mail_server(tmp_path / str(number)) as port:
            together.wait(60)  # until all of them are there
            with SMTP("127.0.0.1", port, local_hostname="localhost") as post:
                mail = f"Message-ID: <{number}@x>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\nSubject: {number}\r\n\r\n"
                post.sendmail("casekeeper@northmoor.example", ["a@northmoor.example"], mail)
            kept = mailbox.messages(tmp_path / str(number))
            together.wait(60)  # until all of them have been sent to
            assert {str(number)} == {one.subject for one in kept}
            return number, port

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _ in range(3):
            found = list(threads.map(once, range(AT_ONCE)))
            assert AT_ONCE == len({port for _, port in found})
