"""What the tests on a real Kafka share: brokers, topics, records, and the program under test.

Nothing here sleeps for a fixed time in the hope that something has happened: until() waits for a
condition and fails at its deadline."""

import json
import mmap
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from common import dump_yaml  # noqa: E402

SCRIPT = str(ROOT / "scripts" / "kafka")
# A member that was killed holds its partitions for this long.
SESSION = {"session.timeout.ms": 1000, "heartbeat.interval.ms": 300}


class Failure(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Failure(message)


def until(what, condition, seconds=30, step=0.05):
    """Waits until condition() is true and returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"after {seconds} s still not: {what}")
        time.sleep(step)


class Cluster:
    """Brokers of scripts/kafka, and the clients that tests look at them with."""

    def __init__(self, name, *arguments):
        self.name = name
        self.arguments = arguments
        self.bootstrap = None

    def start(self):
        done = subprocess.run(
            [SCRIPT, "start", "--name", self.name, *self.arguments],
            capture_output=True, text=True, check=False,
        )
        require(done.returncode == 0, f"scripts/kafka start: {done.stderr}")
        self.bootstrap = done.stdout.split()[-1]
        self.admin = AdminClient({"bootstrap.servers": self.bootstrap})
        return self

    def stop(self):
        subprocess.run([SCRIPT, "stop", "--name", self.name], capture_output=True, check=False)

    def node(self, action, number=1):
        subprocess.run([SCRIPT, "node", "--name", self.name, action, str(number)], check=True,
                       capture_output=True)

    def create(self, topic, partitions=4, **config):
        settings = {key.replace("_", "."): str(value) for key, value in config.items()}
        self.admin.create_topics([NewTopic(topic, partitions, config=settings)])[topic].result(30)

    def produce(self, topic, records, **properties):
        """Each record: bytes, or a dict of Producer.produce's arguments."""
        producer = Producer({
            "bootstrap.servers": self.bootstrap, "linger.ms": 20, "message.max.bytes": 200_000_000,
            "queue.buffering.max.messages": 1_000_000, "queue.buffering.max.kbytes": 2_000_000,
            **properties,
        })
        failed = []

        def on_delivery(error, _message):
            if error:
                failed.append(error)

        for record in records:
            arguments = record if isinstance(record, dict) else {"value": record}
            while True:
                try:
                    producer.produce(topic, on_delivery=on_delivery, **arguments)
                    break
                except BufferError:
                    producer.poll(0.1)
            producer.poll(0)
        require(producer.flush(60) == 0, f"{topic}: records were not accepted in time")
        require(not failed, f"{topic}: {failed[:1]}")

    def ends(self, topic):
        consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": "harness"})
        partitions = consumer.list_topics(topic, 30).topics[topic].partitions
        ends = {p: consumer.get_watermark_offsets(TopicPartition(topic, p), 30) for p in partitions}
        consumer.close()
        return {p: high for p, (_low, high) in ends.items()}

    def read(self, topic):
        """All records that are in the topic now."""
        consumer = Consumer({
            "bootstrap.servers": self.bootstrap, "group.id": "harness",
            "enable.auto.commit": False, "enable.partition.eof": True,
            "fetch.message.max.bytes": 110_000_000, "receive.message.max.bytes": 250_000_000,
        })
        partitions = consumer.list_topics(topic, 30).topics[topic].partitions
        consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
        records, ended = [], set()
        deadline = time.monotonic() + 60
        while len(ended) < len(partitions):
            require(time.monotonic() < deadline, f"{topic}: could not be read to its end")
            for message in consumer.consume(10000, 0.5):
                if message.error() and message.error().code() == KafkaError._PARTITION_EOF:
                    ended.add(message.partition())
                elif message.error():
                    raise Failure(f"{topic}: {message.error()}")
                else:
                    records.append(message)
        consumer.close()
        return records

    def count(self, topic):
        return sum(self.ends(topic).values())

    def lag(self, topic, group):
        """Records that the group has not committed."""
        consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": group})
        ends = self.ends(topic)
        try:
            committed = consumer.committed([TopicPartition(topic, p) for p in ends], 30)
        except KafkaException as failure:
            if not failure.args[0].retriable() and failure.args[0].code() != KafkaError.NOT_COORDINATOR:
                raise
            return sum(ends.values()) + 1  # not known yet
        finally:
            consumer.close()
        return sum(ends[c.partition] - max(c.offset, 0) for c in committed)


class Setup:
    """One test's topics, configuration and processes."""

    def __init__(self, cluster, name, programs, folder):
        self.cluster = cluster
        self.name = name
        self.programs = programs
        self.folder = pathlib.Path(folder)
        self.source, self.alerts, self.dead = (f"{name}.{end}" for end in ("in", "alerts", "dead"))
        self.processes = []

    def topics(self, partitions=4, source=None, alerts=None, dead=None):
        self.cluster.create(self.source, partitions, **(source or {}))
        self.cluster.create(self.alerts, partitions, **(alerts or {}))
        self.cluster.create(self.dead, 1, **(dead or {}))

    def config(self, kafka=None, **more):
        path = self.folder / f"{self.name}-{len(list(self.folder.iterdir()))}.yaml"
        dump_yaml({
            "kafka": {"bootstrap.servers": self.cluster.bootstrap, **SESSION, **(kafka or {})},
            "source": {"topics": [self.source], "group": self.name},
            "sinks": [{"topic": self.alerts, "format": "native"}],
            "dead_letters": {"topic": self.dead},
            **more,
        }, path)
        return path

    def start(self, config, faults=False, **environment):
        process = Interdict(self.programs[1 if faults else 0], config, self.folder, environment)
        self.processes.append(process)
        return process

    def end(self):
        for process in self.processes:
            process.kill()

    def delivered(self):
        """The alerts in the topic, in the order read."""
        return [json.loads(message.value()) for message in self.cluster.read(self.alerts)]

    def scan_ids(self, events):
        """What `interdict scan` makes of the same bytes."""
        path = self.folder / f"{self.name}.ndjson"
        path.write_bytes(b"".join(event + b"\n" for event in events))
        done = subprocess.run([self.programs[0], "scan", str(path)], capture_output=True, check=False)
        require(done.returncode in (0, 1), f"scan: {done.stderr.decode()[-500:]}")
        return [json.loads(line)["id"] for line in done.stdout.splitlines()]

    def caught_up(self):
        return self.cluster.lag(self.source, self.name) == 0


class Interdict:
    """A running `interdict run`."""

    def __init__(self, program, config, folder, environment):
        number = len(list(folder.iterdir()))
        self.log_path = folder / f"run-{number}.log"
        self.log_file = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [program, "run", "-c", str(config)], stderr=self.log_file, stdout=self.log_file,
            env={**os.environ, **environment},
        )

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def says(self, text, seconds=30):
        def said():
            require(self.process.poll() is None or text in self.log(),
                    f"interdict ended with {self.process.returncode}: {self.log()[-2000:]}")
            return text in self.log()

        until(f"interdict says '{text}': {self.log_path}", said, seconds)

    def assigned(self):
        self.says("assigned:")

    def stop(self, number=signal.SIGTERM, seconds=40):
        self.process.send_signal(number)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"interdict did not stop within {seconds} s: {self.log()[-2000:]}") from None
        require(status == 0, f"interdict ended with {status}: {self.log()[-2000:]}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log_file.close()

    def memory_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise Failure("no VmHWM")


class Gauge:
    """What the program has under way, readable after it was killed."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "gauge"
        self.path.write_bytes(bytes(mmap.PAGESIZE))
        self.file = open(self.path, "r+b")
        self.memory = mmap.mmap(self.file.fileno(), mmap.PAGESIZE)

    def read(self):
        """Outputs that are not acknowledged, open transactions."""
        return struct.unpack_from("<ii", self.memory)

    def reset(self):
        struct.pack_into("<ii", self.memory, 0, 0, 0)


# --- events ---------------------------------------------------------------------------------

def event(number, alerting, **more):
    vendor = "Micron Technology" if alerting else "Pall"
    product = "RDIMM 64GB DDR5" if alerting else "0.2 micron capsule filter"
    return json.dumps({
        "kind": "purchase", "id": f"PO-{number}", "time": "2026-03-02T10:01:00Z",
        "action": "ordered",
        "org": {"id": "acme", "name": "Acme Power", "country": "CN", "roles": ["cii_operator"]},
        "supplier": {"name": "Global Parts Ltd", "country": "SG"}, "order": {"number": str(number)},
        "items": [{"vendor": vendor, "product": product, "quantity": 8}], **more,
    }).encode()


def events(count, every=5):
    """Numbered events; each `every`-th makes alerts."""
    return [event(i, i % every == 0) for i in range(count)]


def keyed(values):
    return ({"value": value, "key": str(i)} for i, value in enumerate(values))


def scratch():
    return tempfile.TemporaryDirectory(prefix="interdict-kafka-")
