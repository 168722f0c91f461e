# shellcheck shell=bash
# What ./parley, ./test and ./bench need before they can begin. Sourced, never run.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# A build server that outlives the script would hold its pipes and its lock.
export MSBUILDDISABLENODEREUSE=1

# say TEXT: a word to the person, never on standard output.
say() { printf '%s\n' "$*" >&2; }

# as_root: prints the words that make a command root's; fails where we may not be root without asking.
as_root() {
    if [[ $EUID -eq 0 ]]; then
        printf ''
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        printf 'sudo'
    else
        return 1
    fi
}

# install_packages PACKAGE...: by apt, where apt knows them and we may; says nothing when it works.
install_packages() {
    local sudo log
    command -v apt-get >/dev/null || return 1
    sudo=$(as_root) || return 1
    log=$(mktemp)
    say "installing $*…"
    # shellcheck disable=SC2086 # $sudo is one word or none
    if { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        grep -E '^(E|W):' "$log" >&2 || tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# find_sdk: puts a .NET 10 SDK on the path, wherever the usual installers leave it; fails where there is none.
find_sdk() {
    local candidate
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
        if [[ -x $candidate ]] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.0\.'; then
            DOTNET_ROOT=$(dirname -- "$(readlink -f -- "$candidate")")
            export DOTNET_ROOT PATH="$DOTNET_ROOT:$PATH"
            return
        fi
    done
    return 1
}

# need_sdk YES: the SDK, installed where YES is 'yes' and it may be; else what to run.
need_sdk() {
    find_sdk && return
    if [[ $1 == yes ]] && install_packages dotnet-sdk-10.0 && find_sdk; then
        return
    fi
    say 'Parley needs the .NET 10 SDK, and there is none here. On Debian or Ubuntu, run'
    say ''
    say '    sudo apt-get update && sudo apt-get install -y dotnet-sdk-10.0'
    say ''
    if command -v apt-cache >/dev/null && ! apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        say "apt does not know that package yet. Where the update does not help, add Microsoft's package feed first:"
        say 'its page "Install .NET on Linux" has the lines for each release.'
    fi
    [[ $1 == yes ]] || say 'With --yes this script runs that itself, where it may.'
    return 1
}

# build LOG ARGUMENTS...: dotnet build in Release, quietly; on failure its errors, each once.
build() {
    local log=$1 began=$SECONDS
    shift
    say 'building…'
    if ! dotnet build -c Release -v quiet --nologo "$@" >"$log" 2>&1 </dev/null 9>&-; then
        grep -E '(error|MSBUILD :) ' "$log" | sort -u >&2 || cat "$log" >&2
        say 'The build failed.'
        return 1
    fi
    say "built in $((SECONDS - began)) s"
}
