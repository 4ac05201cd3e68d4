"""The embedded engine's process: ArcadeDB that serves Bolt on loopback, from one data folder.

Started by `genealogy.engine.embedded`; `python -m genealogy.engine.server FOLDER` by hand.
It ends by itself when no client has been connected for a while, and on SIGTERM.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from genealogy.engine.folder import DATABASE, READER, DataFolder, Running
from genealogy.engine.plans import PROCEDURES
from genealogy.settings import Settings

_LARGEST_MESSAGE = 256 * 1024 * 1024


def main(path: str) -> None:
    """Serves the folder until idle or told to stop."""
    folder = DataFolder(Path(path))
    settings = Settings()
    os.environ["ARCADEDB_JVM_ARGS"] = _jvm_args(settings)
    password = secrets.token_urlsafe(24)
    # A new password at every start: the engine takes the given one only where none is stored.
    (folder.database / "config" / "server-users.jsonl").unlink(missing_ok=True)
    port = _free_port()
    read_password = secrets.token_urlsafe(24)
    server = _start(folder, port, password)
    _stop_on_signal(server, folder)
    _make_reader(server, read_password)
    _take_procedures_out()
    process = psutil.Process()
    created = process.create_time()
    folder.announce(Running(process.pid, created, port, password, read_password))
    _serve_until_idle(process, port, settings.engine_idle_minutes * 60)
    _stop(server, folder)


def heap_mb(wanted: int | None) -> int:
    """The engine's heap: as set, else a quarter of the memory, from 512 MB to 4 GB."""
    if wanted is not None:
        return wanted
    return max(512, min(4096, psutil.virtual_memory().total // 4 // 2**20))


def _jvm_args(settings: Settings) -> str:
    """The heap, and what the engine takes for a database only from its JVM's properties."""
    return " ".join(
        (
            f"-Xmx{heap_mb(settings.engine_memory_mb)}m",
            f"-Darcadedb.command.timeout={int(settings.timeout * 1000)}",
            "-Darcadedb.queryMaxHeapElementsAllowedPerOp=-1",
            "-Darcadedb.opencypher.loadCsv.allowFileUrls=false",
            "-Darcadedb.opencypher.loadCsv.allowRemoteUrls=false",
            "-Darcadedb.txWalFlush=1",  # a commit is on the disk before it is acknowledged
        )
    )


def _start(folder: DataFolder, port: int, password: str) -> Any:
    import arcadedb_embedded

    server = arcadedb_embedded.create_server(
        str(folder.database),
        root_password=password,
        config={
            # Not "production", which tells no client why a statement failed. What else that mode
            # does is done here: no HTTP, no LOAD CSV, and the log is flushed.
            "mode": "test",
            "host": "127.0.0.1",
            "http_port": 0,
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": port,
            "bolt_maxMessageSize": _LARGEST_MESSAGE,
            "bolt_packstream_maxValueLength": _LARGEST_MESSAGE,
            "bolt_packstream_maxElements": 100_000_000,
        },
    )
    server.start()
    java_server = server._java_server
    if not java_server.existsDatabase(DATABASE):
        server.create_database(DATABASE)
    else:
        java_server.getDatabase(DATABASE)
    # HTTP cannot be configured away; closed, Bolt is the only door.
    java_server.getHttpServer().stopService()
    return server


def _make_reader(server: Any, password: str) -> None:
    """Makes the user that may read the graph and nothing else, anew at every start."""
    from jpype import JClass

    as_json = JClass("com.arcadedb.serializer.json.JSONObject")
    security = server._java_server.getSecurity()
    rights = {"types": {"*": {"access": ["readRecord"]}}, "access": []}
    security.saveGroup("*", READER, as_json(json.dumps(rights)))
    user = {
        "name": READER,
        "password": str(security.encodePassword(password)),
        "databases": {DATABASE: [READER]},
    }
    security.createUser(as_json(json.dumps(user)))


def _take_procedures_out() -> None:
    """Leaves the procedures that read-only Cypher may call, and that this program never does.

    Among the others is one that runs any text, also such as ends the statements of others.
    """
    from jpype import JClass

    registry = JClass("com.arcadedb.query.opencypher.procedures.CypherProcedureRegistry")
    allowed = {name.lower() for name in PROCEDURES}
    for name in [str(each) for each in registry.getProcedureNames()]:
        if name.lower() not in allowed:
            registry.unregister(name)


def _serve_until_idle(process: psutil.Process, port: int, idle_seconds: float) -> None:
    last_client = time.monotonic()
    while time.monotonic() - last_client < idle_seconds:
        time.sleep(min(1.0, idle_seconds / 4))
        if any(
            connection.laddr.port == port and connection.status == psutil.CONN_ESTABLISHED
            for connection in process.net_connections("tcp")
        ):
            last_client = time.monotonic()


def _stop_on_signal(server: Any, folder: DataFolder) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(server, folder))


def _stop(server: Any, folder: DataFolder) -> None:
    folder.withdraw()
    server.stop()
    # A client that is still connected keeps the JVM's threads, and so the process, alive.
    os._exit(0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(sys.argv[1])
