"""Rules that change while the program runs."""

import shutil
import signal

from harness import ROOT, event, require, until

RULE = """title: Pall filters
id: 7a5d2f0a-6a1f-4a43-9d3c-0f3a4d5b9c11
status: test
description: For this test only.
references: [https://example.org]
author: interdict
date: 2026-11-22
taxonomy: interdict
logsource: {product: interdict}
tags: [vendor.micron]
detection:
    pall: {vendor: Pall}
    condition: pall
level: high
"""


def digests(setup):
    return [alert["ruleset"]["digest"] for alert in setup.delivered()]


def test_changed_rules_are_taken_over(setup):
    rules = setup.folder / "rules"
    shutil.copytree(ROOT / "rules", rules)
    setup.topics(1)
    process = setup.start(setup.config(rules=[str(rules)]))
    process.assigned()
    setup.cluster.produce(setup.source, [event(1, False), event(2, True)])
    until("all is read", setup.caught_up)
    require(len(digests(setup)) == 1, "Pall is restricted already")
    # In a folder that is new, by the name that comes last, as a package manager does it.
    (rules / "own").mkdir()
    (rules / "own" / "pall.yaml.new").write_text(RULE, encoding="utf-8")
    (rules / "own" / "pall.yaml.new").rename(rules / "own" / "pall.yaml")
    process.says("reloaded:", 20)
    setup.cluster.produce(setup.source, [event(3, False), event(4, True)])
    until("all is read", setup.caught_up)
    seen = digests(setup)
    require(len(seen) == 3, f"{len(seen)} alerts")
    require(seen[0] != seen[1] == seen[2], "each alert names the ruleset it was judged by")
    # A mistake: the ruleset before goes on, and the mistake has its place.
    (rules / "own" / "pall.yaml").write_text(RULE.replace("vendor: Pall", "vendr: Pall"),
                                             encoding="utf-8")
    process.says("reload-failed:", 20)
    require("pall.yaml:12:12" in process.log(), process.log()[-1500:])
    setup.cluster.produce(setup.source, [event(5, False)])
    until("all is read", setup.caught_up)
    require(digests(setup)[-1] == seen[2], "judged by another ruleset")
    # SIGHUP asks at once, also when nothing has changed.
    (rules / "own" / "pall.yaml").write_text(RULE, encoding="utf-8")
    process.process.send_signal(signal.SIGHUP)
    process.says("is as it was", 20)
    process.stop()
