# shellcheck shell=sh
# A Python environment for the tests, outside the tree. Source this file; POSIX shell.

# python_need ROOT: prints the interpreter of an environment that has what tests/requirements.txt
# names; makes it first where it is not there.
python_need() {
    python_wanted=$(cksum <"$1/tests/requirements.txt" | tr -d ' ')
    python_venv=${XDG_CACHE_HOME:-$HOME/.cache}/interdict/venv-$python_wanted
    if [ ! -f "$python_venv/complete" ]; then
        rm -rf "$python_venv"
        mkdir -p "$(dirname "$python_venv")"
        python3 -m venv "$python_venv" >&2 &&
            "$python_venv/bin/python" -m pip install -q --disable-pip-version-check \
                -r "$1/tests/requirements.txt" >&2 &&
            touch "$python_venv/complete" || return 1
    fi
    echo "$python_venv/bin/python"
}
