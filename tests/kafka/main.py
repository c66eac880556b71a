"""Runs the tests on a real Kafka; see run."""

import argparse
import os
import subprocess
import sys
import time
import traceback

import harness

import test_delivery
import test_faults
import test_input
import test_kill
import test_reload
import test_transactions
import test_watched

from common import Tally, default_program

MODULES = (test_delivery, test_transactions, test_input, test_faults, test_watched, test_reload, test_kill)


def tests(words):
    for module in MODULES:
        for name, function in list(vars(module).items()):
            if name.startswith("test_") and (not words or any(word in name for word in words)):
                yield name.removeprefix("test_"), function


def faulty_program(program):
    """Beside the program, in its build folder, on demand."""
    build = os.path.dirname(os.path.abspath(program))
    subprocess.run(["cmake", "--build", build, "--target", "interdict_with_faults"], check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(build, "tests", "interdict_with_faults")


def run_one(name, function, cluster, programs, folder):
    setup = harness.Setup(cluster, name.replace("_", "-"), programs, folder)
    try:
        function(setup)
        return []
    except harness.Failure as failure:
        return [str(failure), *logs(setup)]
    except Exception:  # a test that breaks is a test that fails; the others still run
        return [*traceback.format_exc().splitlines(), *logs(setup)]
    finally:
        setup.end()


def logs(setup):
    """The last lines of each process, for whoever looks into a failure."""
    return [line for process in setup.processes for line in ["log:", *process.log().splitlines()[-15:]]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=default_program())
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    programs = (arguments.program, faulty_program(arguments.program))
    tally = Tally(verbose=True)
    cluster = harness.Cluster(
        f"test-{os.getpid()}", "--set", "auto.create.topics.enable=false",
        "--set", "message.max.bytes=1048588",
    )
    try:
        cluster.start()
        with harness.scratch() as folder:
            for name, function in tests(arguments.names):
                begin = time.monotonic()
                errors = run_one(name, function, cluster, programs, folder)
                tally.add(f"kafka/{name} ({time.monotonic() - begin:.1f} s)", errors)
                sys.stdout.flush()
    finally:
        cluster.stop()
    tally.finish()


if __name__ == "__main__":
    main()
