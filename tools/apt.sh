# shellcheck shell=sh
# Sourced by the other tools: install Debian packages if that works without a prompt.

# as_root COMMAND...: run it as root; fails if that is impossible.
# `sudo -n` never prompts for a password, which nobody could type in CI.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# apt_install PACKAGE...: quiet unless it fails. Writes nothing to standard output, which is reserved
# for the caller's result.
apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root true || return 1
    echo "Installing $* with apt-get ..." >&2
    log=$(mktemp)
    if as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get -q update && apt-get -q install --yes --no-install-recommends "$@"
    ' sh "$@" >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
}
