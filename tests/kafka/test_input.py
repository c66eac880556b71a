"""What is wrong with a record, and what becomes of it."""

import hashlib
import json

from harness import event, require, until

HEADER = "__connect.errors.exception.class.name"


def nested(levels):
    return b'{"kind":"purchase","items":[{"vendor":"x","raw":' + b"[" * levels + b"]" * levels + b"}]}"


BROKEN = {
    "not-json": b'{"kind": "purchase", "items": [',
    "empty-value": b"",
    "invalid-utf8": b'{"kind":"purchase","items":[{"vendor":"Micron \xff\xfe"}]}',
    "too-deep": nested(200),
    "not-object": b'["purchase"]',
    "no-kind": b'{"items":[{"vendor":"Micron Technology"}]}',
    "unknown-kind": b'{"kind":"sale","items":[{"vendor":"Micron Technology"}]}',
    "no-items": b'{"kind":"purchase","items":[]}',
}


def test_broken_records_become_dead_letters(setup):
    setup.topics(1)
    records = []
    for i, (reason, value) in enumerate(BROKEN.items()):
        records.append({"value": value, "key": f"key-{reason}".encode() + b"\0\xff",
                        "headers": [("origin", b"erp\0\x01"), ("origin", b"second")]})
        records.append({"value": event(i, True)})
    records.append({"value": None, "key": b"tombstone"})
    records.append({"value": event(len(BROKEN), True)})
    setup.cluster.produce(setup.source, records)
    process = setup.start(setup.config())
    until("the stream goes on behind the last", setup.caught_up)
    process.stop()
    require(len(setup.delivered()) == len(BROKEN) + 1, "the good records between were not judged")
    letters = setup.cluster.read(setup.dead)
    require(len(letters) == len(BROKEN), f"{len(letters)} dead letters")
    for i, ((reason, value), letter) in enumerate(zip(BROKEN.items(), letters)):
        headers = dict(letter.headers())
        require(headers[HEADER] == reason.encode(), f"{reason}: {headers}")
        require((letter.value() or b"") == value, f"{reason}: other bytes")
        require(letter.value() is not None, f"{reason}: null instead of empty")
        require(letter.key() == f"key-{reason}".encode() + b"\0\xff", f"{reason}: other key")
        origins = [value for name, value in letter.headers() if name == "origin"]
        require(origins == [b"erp\0\x01", b"second"], f"{reason}: headers {origins}")
        require(headers["__connect.errors.topic"] == setup.source.encode(), f"{reason}: topic")
        require(headers["__connect.errors.partition"] == b"0", f"{reason}: partition")
        require(headers["__connect.errors.offset"] == str(2 * i).encode(), f"{reason}: offset")
        require(headers["__connect.errors.exception.message"], f"{reason}: no message")
        require(int(headers["interdict-original-timestamp"]) > 0, f"{reason}: no timestamp")


def test_odd_records_are_judged(setup):
    """Valid JSON that many parsers refuse."""
    setup.topics(1)
    plain = event(1, True)[:-1]
    odd = [
        plain + b', "big": 36893488147419103232}',
        plain + b', "huge": 1e400}',
        plain + b', "half": "\\ud800"}',
        plain + b', "nul": "a\\u0000b"}',
        b"\xef\xbb\xbf" + plain + b"}",
    ]
    setup.cluster.produce(setup.source, odd)
    process = setup.start(setup.config())
    until("all is read", setup.caught_up)
    process.stop()
    require(setup.cluster.count(setup.dead) == 0,
            f"dead letters: {[dict(m.headers())[HEADER] for m in setup.cluster.read(setup.dead)]}")
    require(len(setup.delivered()) == len(odd), f"{len(setup.delivered())} alerts")


def test_many_items(setup):
    """100,000 items in one event, a hundred of them restricted."""
    setup.topics(1, source={"max_message_bytes": 20_000_000})
    items = [{"vendor": "Micron Technology" if i % 1000 == 0 else "Pall", "product": "RDIMM"}
             for i in range(100_000)]
    setup.cluster.produce(setup.source, [event(1, False, items=items), event(2, True)])
    process = setup.start(setup.config())
    until("all is read", setup.caught_up, 60)
    process.stop()
    require(setup.cluster.count(setup.dead) == 0, "a dead letter")
    alerts = setup.delivered()
    require(len({alert["id"] for alert in alerts}) == 101, f"{len(alerts)} alerts")


def test_record_of_100_mb(setup):
    size = 100 * 1000 * 1000 - 1000
    setup.topics(1, source={"max_message_bytes": 104_857_600})
    value = b"x" * size
    setup.cluster.produce(setup.source, [{"value": value, "key": b"big"}, event(1, True)])
    process = setup.start(setup.config())
    until("all is read", setup.caught_up, 90)
    process.stop()
    require(len(setup.delivered()) == 1, "the record behind it was not judged")
    letters = setup.cluster.read(setup.dead)
    require(len(letters) == 1, f"{len(letters)} dead letters")
    headers = dict(letters[0].headers())
    require(headers[HEADER] == b"too-large", f"{headers}")
    require(headers["interdict-original-length"] == str(size).encode(), f"{headers}")
    require(headers["interdict-original-sha256"] == hashlib.sha256(value).hexdigest().encode(),
            f"{headers}")
    require(value.startswith(letters[0].value()) and len(letters[0].value()) >= 4096,
            f"{len(letters[0].value())} bytes are left")


def test_alert_too_large_is_shortened(setup):
    """A topic that takes less than an alert is worth: shortened, then the event's dead letter; and
    batches that are too large only as batches cost nothing."""
    setup.topics(1, source={"max_message_bytes": 20_000_000}, alerts={"max_message_bytes": 30_000},
                 dead={"max_message_bytes": 1_000_000})
    long = "RDIMM " + "x" * 60_000
    many = [event(i, True) for i in range(200)]
    setup.cluster.produce(setup.source, [
        *many, event(1000, True, items=[{"vendor": "Micron Technology", "product": long}]),
        event(1001, True)])
    process = setup.start(setup.config(kafka={"linger.ms": 200}))
    until("all is read", setup.caught_up, 60)
    process.stop()
    alerts = setup.delivered()
    require(len({alert["id"] for alert in alerts}) == len(alerts) == 202, f"{len(alerts)} alerts")
    shortened = [alert for alert in alerts if alert.get("shortened")]
    require(len(shortened) == 1, f"{len(shortened)} shortened")
    require(shortened[0]["event"]["id"] == "PO-1000", f"{shortened[0]['event']}")


def test_alert_too_large_even_shortened(setup):
    setup.topics(1, alerts={"max_message_bytes": 600})
    setup.cluster.produce(setup.source, [event(1, True), event(2, False)])
    process = setup.start(setup.config())
    until("all is read", setup.caught_up, 60)
    process.stop()
    require(setup.cluster.count(setup.alerts) == 0, "an alert of less than 600 bytes?")
    letters = setup.cluster.read(setup.dead)
    require(len(letters) == 1, f"{len(letters)} dead letters")
    require(dict(letters[0].headers())[HEADER] == b"alert-refused", f"{letters[0].headers()}")
    require(json.loads(letters[0].value())["id"] == "PO-1", "another event")
