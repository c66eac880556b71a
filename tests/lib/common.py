"""What the runners under tests/ share: YAML as JSON would read it, schemas, counting, comparing."""

import json
import os
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Loader(yaml.SafeLoader):
    """YAML 1.2's booleans, as the program reads them (`on` is a key of instruments, NO a country),
    and no timestamps: a date in a case is the text that an event carries."""


REPLACED = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in resolvers if tag not in REPLACED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def load_yaml(path):
    with open(path, encoding="utf-8") as stream:
        return list(yaml.load_all(stream, Loader))


def dump_yaml(value, path):
    pathlib.Path(path).write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")


def schema_validator(name):
    """The validator of schemas/<name>.schema.json."""
    with open(ROOT / "schemas" / f"{name}.schema.json", encoding="utf-8") as stream:
        schema = json.load(stream)
    kind = jsonschema.validators.validator_for(schema, jsonschema.Draft7Validator)
    kind.check_schema(schema)
    return kind(schema)


def schema_errors(validator, value):
    return [
        f"{'/'.join(str(step) for step in error.absolute_path) or '(top)'}: {error.message[:300]}"
        for error in validator.iter_errors(value)
    ]


def subset_errors(wanted, got, where=""):
    """Why `got` does not hold what `wanted` names: maps by their named keys, all else exactly."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return [
            error
            for key, value in wanted.items()
            for error in (
                subset_errors(value, got[key], f"{where}/{key}")
                if key in got
                else [f"{where}/{key}: missing, wanted {value!r}"]
            )
        ]
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        return [
            error
            for i, (one, other) in enumerate(zip(wanted, got))
            for error in subset_errors(one, other, f"{where}/{i}")
        ]
    return [] if wanted == got else [f"{where}: wanted {wanted!r}, got {got!r}"]


class Tally:
    """Counts, shows failures, and ends with the line that scripts/test adds up."""

    def __init__(self, verbose=False):
        self.passed = self.failed = 0
        self.verbose = verbose

    def add(self, name, errors):
        if errors:
            self.failed += 1
            print(f"FAILED {name}")
            for error in errors:
                print(f"    {error}")
        else:
            self.passed += 1
            if self.verbose:
                print(f"ok     {name}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def default_program():
    return os.environ.get("INTERDICT", str(ROOT / "build" / "release" / "interdict"))
