"""delivery: exactly-once."""

import collections

from harness import event, events, keyed, require, until

HEADER = "__connect.errors.exception.class.name"


def ids_of(setup):
    return collections.Counter(alert["id"] for alert in setup.delivered())


def require_once(setup, wanted):
    ids = ids_of(setup)
    require(set(ids) == set(wanted), f"{len(set(wanted) - set(ids))} alerts lost")
    require(len(wanted) == sum(ids.values()), f"{sum(ids.values()) - len(wanted)} more than once")


def test_transactions_give_the_same_alerts(setup):
    stream = events(60_000, every=10)
    setup.topics()
    wanted = setup.scan_ids(stream)
    setup.cluster.produce(setup.source, keyed(stream))
    config = setup.config(delivery="exactly-once", workers=2, instance="a")
    for share in (0.2, 0.6):
        process = setup.start(config)
        process.assigned()
        until("some alerts", lambda: setup.cluster.count(setup.alerts) >= share * len(wanted), 60)
        process.stop()
    process = setup.start(config)
    until("all is read", setup.caught_up, 60)
    process.stop()
    require_once(setup, wanted)


def test_transactions_of_two_processes(setup):
    stream = events(30_000)
    setup.topics()
    wanted = setup.scan_ids(stream)
    first = setup.start(setup.config(delivery="exactly-once", instance="a"))
    first.says("assigned: 4 partition(s)")
    setup.cluster.produce(setup.source, keyed(stream[:10_000]))
    second = setup.start(setup.config(delivery="exactly-once", instance="b"))
    setup.cluster.produce(setup.source, keyed(stream[10_000:20_000]))
    second.says("assigned: 2 partition(s)")
    setup.cluster.produce(setup.source, keyed(stream[20_000:]))
    second.stop()
    until("all is read", setup.caught_up, 60)
    first.stop()
    require_once(setup, wanted)


def test_transactions_with_outputs_that_are_refused(setup):
    """Batches too large as such, an alert to shorten, one too large even so, broken records."""
    setup.topics(1, source={"max_message_bytes": 20_000_000}, alerts={"max_message_bytes": 9_000},
                 dead={"max_message_bytes": 300_000})
    long = "RDIMM " + "x" * 20_000
    role = ["cii_operator"]
    good = [event(i, True) for i in range(300)]
    shorten = event(1000, True, items=[{"vendor": "Micron Technology", "product": long}])
    hopeless = event(1001, True, org={"country": "CN", "roles": role, "name": "N" * 12_000},
                     items=[{"vendor": "Micron Technology", "product": "P" * 12_000, "model": "M" * 12_000,
                             "serial": "S" * 12_000, "part_number": "N" * 12_000, "sku": "K" * 12_000}])
    broken, too_long = b"no event", b"x" * 500_000
    setup.cluster.produce(setup.source, [
        *good[:100], shorten, *good[100:200], hopeless, broken, too_long, *good[200:]])
    process = setup.start(setup.config(delivery="exactly-once", instance="a"))
    until("all is read", setup.caught_up, 90)
    process.stop()
    alerts = setup.delivered()
    numbers = collections.Counter(alert["event"]["id"] for alert in alerts)
    require(all(numbers[f"PO-{i}"] == 1 for i in range(300)), f"{numbers.most_common(3)}")
    require(numbers["PO-1000"] == 1, "the alert to be shortened")
    require([a["event"]["id"] for a in alerts if a.get("shortened")][:1] == ["PO-1000"]
            or numbers["PO-1001"], "what was shortened")
    letters = setup.cluster.read(setup.dead)
    reasons = collections.Counter(dict(m.headers())[HEADER].decode() for m in letters)
    require(reasons["not-json"] == 2, f"{reasons}")
    require(numbers["PO-1001"] + reasons["alert-refused"] == 1, f"{numbers['PO-1001']} {reasons}")
    cut = [m for m in letters if dict(m.headers()).get("interdict-original-length") == b"500000"]
    require(len(cut) == 1 and len(cut[0].value()) < 300_000, "the long one was not cut")


def test_transaction_in_parts(setup):
    """One event whose alerts are too much for one batch."""
    setup.topics(1, source={"max_message_bytes": 20_000_000})
    items = [{"vendor": "Micron Technology", "product": f"RDIMM {i}"} for i in range(10_000)]
    stream = [event(1, False, items=items), event(2, True)]
    setup.cluster.produce(setup.source, stream)
    wanted = setup.scan_ids(stream)
    process = setup.start(setup.config(delivery="exactly-once", instance="a"))
    until("all is read", setup.caught_up, 60)
    process.stop()
    require(len(wanted) == 10_001, f"{len(wanted)}")
    require_once(setup, wanted)


def test_transaction_waits_for_its_topic(setup):
    setup.cluster.create(setup.source, 1)
    setup.cluster.create(setup.dead, 1)
    setup.cluster.produce(setup.source, [event(1, True)])
    process = setup.start(setup.config(delivery="exactly-once", instance="a"))
    process.says(f"topic '{setup.alerts}' for alerts")
    setup.cluster.create(setup.alerts, 1)
    until("all is read", setup.caught_up)
    process.stop()
    require(len(setup.delivered()) == 1, "no alert")


def test_transactions_take_no_file(setup):
    path = setup.folder / "alerts.ndjson"
    process = setup.start(setup.config(delivery="exactly-once",
                                       sinks=[{"file": str(path), "format": "native"}]))
    require(process.process.wait(20) == 2, "started")
    require("every sink is a topic" in process.log(), process.log())
