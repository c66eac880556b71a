"""Brokers and topics that are not there."""

import os

from harness import Cluster, Setup, event, events, keyed, require, until


def test_missing_alert_topic(setup):
    """Without auto-creation the error names the topic; once it is there all goes on."""
    setup.cluster.create(setup.source, 1)
    setup.cluster.create(setup.dead, 1)
    setup.cluster.produce(setup.source, [event(1, True)])
    process = setup.start(setup.config())
    process.says(f"topic '{setup.alerts}' for alerts")
    require("create the topic" in process.log(), process.log())
    setup.cluster.create(setup.alerts, 1)
    until("the alert", lambda: setup.cluster.count(setup.alerts) == 1)
    process.stop()


def test_stop_while_a_topic_is_missing(setup):
    setup.cluster.create(setup.source, 1)
    process = setup.start(setup.config())
    process.says("waiting for it")
    process.stop(seconds=10)


def test_alert_topic_deleted_meanwhile(setup):
    """The offset stays, one line says why, and nothing is lost when the topic is back."""
    setup.topics(1)
    setup.cluster.produce(setup.source, [event(1, True)])
    process = setup.start(setup.config(kafka={"topic.metadata.refresh.interval.ms": 500,
                                              "topic.metadata.propagation.max.ms": 1000}))
    until("the first alert", lambda: setup.cluster.count(setup.alerts) == 1)
    until("its commit", setup.caught_up)
    setup.cluster.admin.delete_topics([setup.alerts])[setup.alerts].result(30)
    until("it is gone", lambda: setup.alerts not in setup.cluster.admin.list_topics(timeout=10).topics)
    setup.cluster.produce(setup.source, [event(2, True), event(3, True)])
    process.says(f"alerts cannot be written to topic '{setup.alerts}'", 60)
    require(setup.cluster.lag(setup.source, setup.name) == 2, "an offset passed an undelivered alert")
    setup.cluster.create(setup.alerts, 1)
    until("the alerts", lambda: setup.cluster.count(setup.alerts) == 2, 60)
    until("the commit", setup.caught_up)
    process.stop()
    require(process.log().count("cannot be written") == 1, "said more than once")


def test_unknown_property_is_an_error(setup):
    process = setup.start(setup.config(kafka={"fetch.wait.max.millis": 5}))
    require(process.process.wait(20) == 2, "started with an unknown property")
    require("fetch.wait.max.millis" in process.log(), process.log())


def test_broker_down_at_the_start_and_in_between(setup):
    own = Cluster(f"{setup.cluster.name}-down", "--heap", "384m").start()
    try:
        mine = Setup(own, setup.name, setup.programs, setup.folder)
        mine.processes = setup.processes
        mine.topics()
        stream = events(3000)
        own.produce(mine.source, keyed(stream[:1000]))
        own.node("kill")
        process = mine.start(mine.config(kafka={"reconnect.backoff.max.ms": 500}))
        process.says("no broker can be reached")
        require(process.log().count("no broker can be reached") <= 2, "said again and again")
        own.node("start")
        wanted = mine.scan_ids(stream)
        until("alerts", lambda: own.count(mine.alerts) >= len(wanted) / 3, 60)
        own.node("kill")
        own.node("start")
        own.produce(mine.source, keyed(stream[1000:]))
        until("all is read", mine.caught_up, 60)
        process.stop()
        got = {alert["id"] for alert in mine.delivered()}
        require(got == set(wanted), f"{len(set(wanted) - got)} alerts lost")
    finally:
        own.stop()


def test_file_sink(setup):
    setup.topics(1)
    stream = events(2000)
    path = setup.folder / "alerts.ndjson"
    setup.cluster.produce(setup.source, keyed(stream))
    process = setup.start(setup.config(sinks=[{"file": str(path), "format": "native"}]))
    until("all is read", setup.caught_up)
    process.stop()
    wanted = setup.scan_ids(stream)
    lines = path.read_text(encoding="utf-8").splitlines()
    require(len(lines) == len(wanted), f"{len(lines)} lines")
    require(os.path.getsize(path) > 0 and all(wanted_id in line for wanted_id, line in
                                              zip(wanted, lines)), "other alerts than scan's")
