#!/bin/sh
# Makes the virtual environment $2 with the Python $1, or says in one line what is missing.
# An environment of the same Python version is kept; one of another version is replaced.
set -eu
python=$1
venv=$2

fail() {
    echo "setup: $1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    fail "$python: not found; install Python 3.11, 3.12 or 3.13, or name yours: make PYTHON=python3.12 ..."
version=$("$python" -V 2>/dev/null) ||
    fail "$python does not start; name a Python that does: make PYTHON=python3.12 ..."
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' ||
    fail "$python is $version, and Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12 ..."
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "$python comes without venv and ensurepip; on Debian and Ubuntu: apt install python3-venv"

if [ "$("$venv/bin/python" -V 2>/dev/null)" != "$version" ]; then
    "$python" -m venv --clear "$venv"
fi
