"""kill -9 at any moment, in both ways of delivering, and deliberate bugs that it has to notice."""

import collections
import random

from harness import Failure, Gauge, Producer, event, require, until

KILLS = 20
FAULTY_KILLS = 8
RATE = 4000  # events a second while the killing goes on
AT_LEAST_INSIDE = 0.3  # of the kills: those that fell on unacknowledged alerts


class Feeder:
    """Writes numbered events at a steady rate; a third of them restricted, some too large for the
    alert topic, some no events at all."""

    def __init__(self, setup):
        self.topic = setup.source
        self.random = random.Random(889)
        self.sent = []
        self.broken = []
        self.producer = Producer({"bootstrap.servers": setup.cluster.bootstrap, "linger.ms": 5})

    def next(self):
        number = len(self.sent) + len(self.broken)
        if number % 1000 == 500:
            value = b"broken %d" % number
            self.broken.append(value)
        elif number % 1000 == 900:
            value = event(number, True, items=[
                {"vendor": "Micron Technology", "product": "RDIMM " + "x" * 40_000}])
            self.sent.append(value)
        else:
            value = event(number, self.random.random() < 0.3)
            self.sent.append(value)
        self.producer.produce(self.topic, value, key=str(number))

    def feed(self, seconds):
        for _ in range(max(1, int(seconds / 0.01))):
            for _ in range(RATE // 100):
                self.next()
            self.producer.poll(0.01)
        self.finish()

    def finish(self):
        require(self.producer.flush(30) == 0, "events were not accepted")


class Result:
    def __init__(self, setup, feeder, kills, inside):
        wanted = set(setup.scan_ids(feeder.sent))
        ids = collections.Counter(alert["id"] for alert in setup.delivered())
        letters = collections.Counter(message.value() for message in setup.cluster.read(setup.dead))
        require(set(ids) <= wanted, "alerts that scan does not know")
        require(set(letters) <= set(feeder.broken), "dead letters of good records")
        self.lost = len(wanted - set(ids)) + len(set(feeder.broken) - set(letters))
        self.twice = sum(n - 1 for n in ids.values()) + sum(n - 1 for n in letters.values())
        self.enough = inside >= AT_LEAST_INSIDE * kills
        print(f"    {kills} kills, {inside} inside; {len(wanted)} alerts and {len(feeder.broken)} "
              f"dead letters: {self.lost} lost, {self.twice} more than once")


def kill_again_and_again(setup, kills, kafka, fault=None, **config):
    # The dead letters' topic has one partition and takes everything; the alerts' is so small that
    # some have to be shortened.
    setup.topics(alerts={"max_message_bytes": 30_000})
    gauge = Gauge(setup.folder)
    feeder = Feeder(setup)
    path = setup.config(kafka=kafka, instance=setup.name, **config)
    environment = {"INTERDICT_FAULT_GAUGE": str(gauge.path)}
    if fault:
        environment["INTERDICT_FAULT"] = fault
    inside = 0
    for _ in range(kills):
        gauge.reset()
        process = setup.start(path, faults=True, **environment)
        process.assigned()
        before = setup.cluster.count(setup.alerts)
        feeder.feed(0.2 + feeder.random.random() * 0.3)
        until("alerts flow", lambda: setup.cluster.count(setup.alerts) > before)
        feeder.feed(feeder.random.random() * 0.1)
        process.kill()
        inside += any(number > 0 for number in gauge.read())
    process = setup.start(path, faults=True, **environment)
    try:
        until("all is read", setup.caught_up, 10 if fault else 90)
    except Failure:
        if not fault:  # a program with a bug may well hang
            raise
    process.stop()
    return Result(setup, feeder, kills, inside)


# The window between the reading of a record and its alert's acknowledgement is made wide, so that a
# kill falls into it.
WIDE = {"linger.ms": 100, "auto.commit.interval.ms": 20}


def test_kill_at_least_once(setup):
    result = kill_again_and_again(setup, KILLS, WIDE)
    require(result.enough, "too few kills fell on unacknowledged alerts: the test proves nothing")
    require(result.lost == 0, f"{result.lost} lost")


def test_kill_notices_offsets_stored_too_early(setup):
    result = kill_again_and_again(setup, FAULTY_KILLS, WIDE, fault="store-before-ack")
    require(result.lost, "offsets were stored before the acknowledgement, and nothing was noticed")


def test_kill_exactly_once(setup):
    result = kill_again_and_again(setup, KILLS, {"linger.ms": 20}, delivery="exactly-once")
    require(result.enough, "too few kills fell into open transactions: the test proves nothing")
    require(result.lost == 0, f"{result.lost} lost")
    require(result.twice == 0, f"{result.twice} more than once")


def test_kill_notices_no_rewind_after_an_abort(setup):
    result = kill_again_and_again(setup, FAULTY_KILLS, {"linger.ms": 20}, fault="no-rewind",
                                  delivery="exactly-once")
    require(result.lost, "the source read on after an abort, and nothing was noticed")


def test_kill_notices_dead_letters_outside_the_transaction(setup):
    result = kill_again_and_again(setup, FAULTY_KILLS, {"linger.ms": 20}, fault="letters-outside",
                                  delivery="exactly-once")
    require(result.twice, "dead letters ignored the transaction, and nothing was noticed")
