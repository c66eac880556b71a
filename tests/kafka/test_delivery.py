"""Events in, alerts out: complete, correct, and so after a stop, a rebalance and a kill."""

import json
import signal

from common import schema_errors, schema_validator
from harness import event, events, keyed, require, until


def test_same_alerts_as_scan(setup):
    """100,000 events give exactly the alerts that scan gives on the same file."""
    stream = events(100_000, every=20)
    stream += [event(None, True, action=None, id=None, order={"number": f"hash-{i}"}) for i in range(50)]
    setup.topics()
    setup.cluster.produce(setup.source, keyed(stream))
    wanted = setup.scan_ids(stream)
    require(len(wanted) == len(set(wanted)) >= 5050, f"scan found {len(wanted)} alerts")
    process = setup.start(setup.config(workers=2))
    until("every alert is there", lambda: setup.cluster.count(setup.alerts) >= len(wanted), 60)
    memory = process.memory_mb()
    process.stop()
    records = setup.cluster.read(setup.alerts)
    alerts = [json.loads(record.value()) for record in records]
    require(sorted(alert["id"] for alert in alerts) == sorted(wanted), "other alerts than scan's")
    require(setup.cluster.count(setup.dead) == 0, "dead letters without reason")
    require(memory < 256, f"{memory:.0f} MB of memory")
    validator = schema_validator("alert")
    for record, alert in list(zip(records, alerts))[:: max(1, len(alerts) // 500)]:
        errors = schema_errors(validator, alert)
        require(not errors, f"alert against its schema: {errors}")
        check_record(record, alert, setup)


def check_record(record, alert, setup):
    headers = {name: value.decode() for name, value in record.headers()}
    source = alert["event"]["source"]
    require(record.key().decode() == alert["finding_id"], "the key is not the finding's id")
    require(source["topic"] == setup.source and source["offset"] >= 0, f"source {source}")
    require(headers == {
        "interdict-disposition": alert["disposition"],
        "interdict-legal-basis": ",".join(basis["id"] for basis in alert["legal_basis"]),
        "interdict-jurisdiction": headers["interdict-jurisdiction"],
        "interdict-rule": alert["rule"]["id"],
        "content-type": "application/json",
    }, f"headers {headers}")
    require("CN" in headers["interdict-jurisdiction"].split(","), f"headers {headers}")


def test_trace_passes_through(setup):
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    setup.topics(1)
    setup.cluster.produce(setup.source, [{"value": event(1, True), "headers": {
        "traceparent": trace, "tracestate": "a=1", "other": "stays"}}])
    process = setup.start(setup.config())
    until("the alert", lambda: setup.cluster.count(setup.alerts))
    process.stop(signal.SIGINT)
    headers = dict(setup.cluster.read(setup.alerts)[0].headers())
    require(headers.get("traceparent") == trace.encode(), f"headers {headers}")
    require(headers.get("tracestate") == b"a=1" and "other" not in headers, f"headers {headers}")


def test_stop_in_the_middle_loses_and_repeats_nothing(setup):
    stream = events(60_000, every=3)
    setup.topics()
    setup.cluster.produce(setup.source, keyed(stream))
    wanted = setup.scan_ids(stream)
    config = setup.config()
    stops = 0
    for share in (0.1, 0.4, 0.7):
        process = setup.start(config)
        until("some alerts", lambda: setup.cluster.count(setup.alerts) >= share * len(wanted), 60)
        process.stop()
        stops += setup.cluster.count(setup.alerts) < len(wanted)
    require(stops > 0, "every stop came too late to prove anything")
    process = setup.start(config)
    until("all is read", setup.caught_up, 60)
    process.stop()
    ids = [alert["id"] for alert in setup.delivered()]
    require(set(ids) == set(wanted), f"{len(set(wanted) - set(ids))} alerts lost")
    require(len(ids) == len(wanted), f"{len(ids) - len(wanted)} alerts twice after clean stops")


def test_two_processes_share_the_partitions(setup):
    stream = events(20_000)
    setup.topics()
    wanted = setup.scan_ids(stream)
    config = setup.config()
    first = setup.start(config)
    first.says("assigned: 4 partition(s)")
    setup.cluster.produce(setup.source, keyed(stream[:10_000]))
    second = setup.start(config)
    second.says("assigned: 2 partition(s)")
    first.says("assigned: 2 partition(s)")
    setup.cluster.produce(setup.source, keyed(stream[10_000:]))
    until("all is read", setup.caught_up, 60)
    second.stop()
    until("the first takes all again", lambda: first.log().count("assigned: 4 partition(s)") == 2)
    first.stop()
    for process in (first, second):
        require(" 0 record(s) read" not in process.log(), "one of the two had nothing to do")
    ids = [alert["id"] for alert in setup.delivered()]
    require(set(ids) == set(wanted), f"{len(set(wanted) - set(ids))} alerts lost")
    require(len(ids) == len(wanted), f"{len(ids) - len(wanted)} alerts twice after a rebalance")


def test_static_members_keep_their_partitions(setup):
    """group.instance.id: two workers are two members, and a quick restart moves no partition."""
    stream = events(2000)
    setup.topics()
    wanted = setup.scan_ids(stream)
    config = setup.config(workers=2, kafka={
        "group.instance.id": "soc", "session.timeout.ms": 30000})
    process = setup.start(config)
    until("each has two partitions", lambda: process.log().count("assigned: 2 partition(s)") >= 2)
    setup.cluster.produce(setup.source, keyed(stream[:1000]))
    until("the first half is read", setup.caught_up)
    process.stop()
    setup.cluster.produce(setup.source, keyed(stream[1000:]))
    process = setup.start(config)
    until("all is read", setup.caught_up, 20)
    process.stop()
    require("worker-restart" not in process.log(), "members fenced each other")
    ids = [alert["id"] for alert in setup.delivered()]
    require(sorted(ids) == sorted(wanted), f"{len(ids)} alerts, {len(wanted)} wanted")
