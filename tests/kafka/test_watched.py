"""What a running process tells those who watch it."""

import re
import urllib.error
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from harness import event, require, until


def get(port, path):
    """Status and body; a refused connection is status 0."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def samples(port):
    """{(name, label value or None): value}, read by Prometheus' own parser."""
    families = text_string_to_metric_families(get(port, "/metrics")[1])
    return {(sample.name, next(iter(sample.labels.values()), None)): sample.value
            for family in families for sample in family.samples}


def port_of(process):
    process.says("listening on")
    return int(re.search(r"listening on \S+ \(port (\d+)\)", process.log()).group(1))


def test_metrics_count_what_happened(setup):
    setup.topics()
    setup.cluster.produce(setup.source, [event(0, True), event(1, False), b"{", event(2, True)])
    process = setup.start(setup.config(metrics={"listen": "127.0.0.1:0"}))
    port = port_of(process)
    until("all is delivered", setup.caught_up)
    until("the counts follow", lambda: samples(port)["interdict_alerts_delivered_total", None] == 2)
    counted = samples(port)
    require(counted["interdict_records_total", None] == 4, f"records: {counted}")
    require(counted["interdict_events_total", None] == 3, f"events: {counted}")
    require(counted["interdict_alerts_total", "violation"] == 2, f"alerts: {counted}")
    require(counted["interdict_records_rejected_total", "not-json"] == 1, f"rejects: {counted}")
    require(counted["interdict_dead_letters_delivered_total", None] == 1, f"letters: {counted}")
    require(get(port, "/healthz") == (200, "ok\n"), "not healthy")
    require(get(port, "/readyz") == (200, "ok\n"), "not ready with partitions assigned")
    process.stop()


def test_not_ready_without_a_partition(setup):
    """The broker is there, the source topic is not: nothing is assigned."""
    for topic in (setup.alerts, setup.dead):
        setup.cluster.create(topic, 1)
    process = setup.start(setup.config(metrics={"listen": "127.0.0.1:0"}))
    status, why = get(port_of(process), "/readyz")
    require(status == 503 and "no partition is assigned" in why, f"{status} {why}")
    process.stop()
