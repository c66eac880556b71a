# Debian packages, installed only when they are missing. Source this file; POSIX shell.

# packages_need PACKAGE...: installs those that are not there, through sudo when not root.
packages_need() {
    packages_missing=
    for package in "$@"; do
        status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
        [ "$status" = "install ok installed" ] || packages_missing="$packages_missing $package"
    done
    [ -n "$packages_missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "missing packages:$packages_missing (there is no apt-get here; install them)" >&2
        return 1
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            echo "missing packages:$packages_missing (run as root: apt-get install$packages_missing)" >&2
            return 1
        }
        as_root=sudo
    fi
    echo "installing packages:$packages_missing" >&2
    # shellcheck disable=SC2086  # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        "apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends $packages_missing >/dev/null"
}
