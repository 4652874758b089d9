"""Database, mail server and provider behind a certificate that proves nothing: no word is said to them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.exc import OperationalError

from api.signing_in.openid.asking import get_json
from api.signing_in.openid.faults import ProviderFault
from notifications.smtp import Answer, Connection, read_server
from workflow.database.storage import Database

HERE, ELSEWHERE = "127.0.0.1", "192.0.2.1"
STARTS: dict[str, list[tuple[bytes, bytes]]] = {
    "postgresql": [(b"\x04\xd2\x16\x2f", b"S")],
    "smtp+starttls": [(b"", b"220 mail.example ESMTP\r\n"), (b"EHLO", b"250-mail.example\r\n250 STARTTLS\r\n"),
                      (b"STARTTLS", b"220 go on\r\n")],
    "smtps": [],
    "https": [],
}  # fmt: skip
"""What each says in the clear before TLS begins: what is waited for, what is answered."""
GREETS = b"220 mail.example ESMTP\r\n"
"""What a server says first that says nothing before."""


def certificate(folder: Path, name: str) -> Path:
    """A certificate with its key, of its own making, for that address."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / f"{name}.pem"
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return path


@contextmanager
def behind(proof: Path, starts: list[tuple[bytes, bytes]]) -> Iterator[tuple[int, list[bytes]]]:
    """A server with that certificate; its port, and what it was told once TLS stood."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof)
    heard: list[bytes] = []
    greets = b"" if starts else GREETS

    def serve() -> None:
        with suppress(OSError):
            while True:
                taken, _ = listening.accept()
                taken.settimeout(60)
                with taken, suppress(OSError):
                    for wanted, says in starts:
                        asked = b""
                        while wanted not in asked and (part := taken.recv(1024)):
                            asked += part
                        taken.sendall(says)
                    with context.wrap_socket(taken, server_side=True) as safe:
                        safe.sendall(greets)
                        heard.append(safe.recv(1024))

    listening = socket.create_server((HERE, 0))
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1], heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def database(port: int, trusted: Path) -> str:
    """What asking the database says."""
    asked = Database(
        f"postgresql://ann:pw@{HERE}:{port}/ck?sslmode=verify-full&connect_timeout=60&sslrootcert={trusted}"
    )
    with pytest.raises(OperationalError) as fault, asked.reading() as session:
        session.connection()
    asked.close()
    return str(fault.value.orig)


def mail(scheme: str) -> Callable[[int, Path], str]:
    """What sending a mail says."""

    async def send(port: int) -> Answer:
        connection = Connection(read_server(f"{scheme}://ann:pw@{HERE}:{port}"))

        async def yes() -> bool:
            return True

        return await connection.send("a@northmoor.example", "b@northmoor.example", b"Subject: x\r\n\r\nx", yes)

    def said(port: int, trusted: Path) -> str:
        answer = asyncio.run(send(port))
        assert ("deferred", False) == (answer.outcome, answer.connected)
        return answer.says

    return said


def provider(port: int, trusted: Path) -> str:
    """What asking a provider says."""
    with pytest.raises(ProviderFault) as fault:
        get_json(f"https://{HERE}:{port}/", "description")
    return str(fault.value)


ASKS: dict[str, Callable[[int, Path], str]] = {
    "postgresql": database,
    "smtps": mail("smtps"),
    "smtp+starttls": mail("smtp+starttls"),
    "https": provider,
}


@pytest.mark.parametrize("scheme", ASKS)
def test_a_certificate_that_nobody_vouches_for_is_refused(scheme: str, tmp_path: Path) -> None:
    """The right name, signed by itself: what was to be said stays unsaid, passwords first of all."""
    (tmp_path / "others").mkdir()
    with behind(certificate(tmp_path, HERE), STARTS[scheme]) as (port, heard):
        assert ASKS[scheme](port, certificate(tmp_path / "others", HERE))
    assert b"" == b"".join(heard)


@pytest.mark.parametrize("scheme", ["postgresql", "smtps", "smtp+starttls"])
def test_a_certificate_of_another_is_refused(scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vouched for, but for another address: nothing is said; to the right one something is."""
    for name, taken in ((ELSEWHERE, False), (HERE, True)):
        proof = certificate(tmp_path, name)
        monkeypatch.setenv("SSL_CERT_FILE", str(proof))
        with behind(proof, STARTS[scheme]) as (port, heard):
            assert ASKS[scheme](port, proof)
        assert taken == bool(b"".join(heard)), name
