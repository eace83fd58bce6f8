"""What the Python programs have in common: the list of checks, and how they are run and told."""

import asyncio
import os
import sys
import threading
import time
import traceback

CHECKS = (
    "admin-create",
    "admin-describe",
    "admin-configs",
    "admin-alter",
    "produce-none",
    "produce-gzip",
    "produce-snappy",
    "produce-lz4",
    "produce-zstd",
    "big",
    "tiny",
    "group",
    "commit",
    "seek-time",
    "admin-groups",
    "admin-offsets",
    "admin-delete",
)
CHECK_S = 30
RETENTION = "604800000"
SHORTER_RETENTION = "3600000"


class Missing(Exception):
    """This client has no such thing."""


def run(checks):
    """Runs the object's methods that are named like CHECKS, with `_` for `-`, and ends the process.

    `produce` gets its compression as argument. A method may be a coroutine.
    """
    failed = False
    for check in CHECKS:
        name, _, argument = check.partition("-") if check.startswith("produce-") else (check, "", "")
        method = getattr(checks, name.replace("-", "_"))
        outcome = []
        thread = threading.Thread(
            target=_tell, args=(check, method, [argument] if argument else [], outcome), daemon=True
        )
        thread.start()
        thread.join(CHECK_S)
        if not outcome:
            outcome.append(f"FAIL {check} not within {CHECK_S} s")
        print(outcome[0], flush=True)
        failed |= outcome[0].startswith("FAIL")
    # Not sys.exit: threads of a check that hangs would keep the process alive.
    os._exit(1 if failed else 0)


def _tell(check, method, arguments, outcome):
    try:
        result = method(*arguments)
        if asyncio.iscoroutine(result):
            asyncio.run(result)
        outcome.append(f"ok {check}")
    except Missing as e:
        outcome.append(f"none {check} {e}")
    except BaseException as e:
        traceback.print_exc(file=sys.stderr)
        outcome.append(" ".join(f"FAIL {check} {e!r}".split()))


def until(what, step, within_s=CHECK_S - 5):
    """Calls `step`, which waits a little by itself, until it returns something true."""
    deadline = time.monotonic() + within_s
    while True:
        result = step()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within_s} s: {what}")


def look_again():
    """For a step that has nothing to wait on."""
    time.sleep(0.01)
    return True


def same(expected, found, what="content"):
    if expected != found:
        raise AssertionError(f"{what}: expected {str(expected)[:200]}, found {str(found)[:200]}")


def records(count):
    """Keys, values and headers, as the clients give them back."""
    return [(b"key-%d" % i, b"value-%d-" % i + b"x" * 100, [("n", b"%d" % i)]) for i in range(count)]
