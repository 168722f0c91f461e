#!/usr/bin/env python3
"""How long the first words of an incident take on the command line, between two nodes on this machine.

A terminal (pty) is typed into key by key; the keys are counted, and the machine's part is measured: from the Enter key to the
line that says the record is queued, and to the other side's signed receipt. A person's part is keys divided by his speed:
stated beside it, and not measured.

    benchmarks/first-words.py [--parley PATH] [--keys-per-second 3.3] [--runs 5]
"""
import argparse, json, os, pty, re, select, shutil, socket, statistics, subprocess, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOLDING = "parley case new --holding"
REPORT = 'parley case new {case} --field "what=Object shot down" --field "where=field near Gorbakha" --field "when=2026-11-26 10:00 local"'


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--parley", default=os.path.join(ROOT, "artifacts/bin/Parley.Cli/release/parley"))
    options.add_argument("--keys-per-second", type=float, default=3.3, help="of a person; 200 a minute is 3.3")
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    scratch = tempfile.mkdtemp(prefix="parley-first-words-")
    servers = []
    try:
        nodes = {}
        for party in ("X-NN", "X-SS"):
            home, listen, api = os.path.join(scratch, party), free_port(), free_port()
            run(asked.parley, "init", home, "--party", party, "--listen", f"127.0.0.1:{listen}", "--api", f"127.0.0.1:{api}")
            servers.append(subprocess.Popen([asked.parley, "serve", "--node", home], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            nodes[party] = (home, api)
        north, south = nodes["X-NN"][0], nodes["X-SS"][0]
        until(lambda: all(run(asked.parley, "status", "--node", n, check=False)[0] == 0 for n in (north, south)))
        for party, other in (("X-NN", south), ("X-SS", north)):
            with open(os.path.join(other, "card.txt"), "rb") as card:
                ask(nodes[party], "/v1/cards", card.read())
        run(asked.parley, "channel", "create", "line", "--member", "X-SS", "--node", north)
        until(lambda: run(asked.parley, "channel", "sign", "line", "--node", south, check=False)[0] == 0)
        until(lambda: '"open"' in ask(nodes["X-NN"], "/v1/node"))
        shell = Shell(os.path.dirname(asked.parley), north)
        words = {"holding message": [], "first report": []}
        keys = {}
        for i in range(asked.runs):
            for what, line in (("holding message", HOLDING), ("first report", REPORT.format(case=f"X-NN-2026-{i + 1:04}"))):
                keys[what] = len(line) + 1
                words[what].append(shell.say(line, nodes["X-NN"]))
        result = {}
        for what, times in words.items():
            queued, delivered = (statistics.median(t[k] for t in times) for k in (0, 1))
            typing = keys[what] / asked.keys_per_second
            result[what] = {"keys": keys[what], "machine_to_queued_s": round(queued, 2), "machine_to_receipt_s": round(delivered, 2),
                            "worst_to_receipt_s": round(max(t[1] for t in times), 2), "typing_s_at_stated_speed": round(typing, 1), "together_s": round(typing + delivered, 1)}
        print(json.dumps({"runs": asked.runs, "keys_per_second_stated": asked.keys_per_second, "load": os.getloadavg()[0], **result}, indent=2))
    finally:
        for server in servers:
            server.terminate()
            server.wait()
        shutil.rmtree(scratch)


class Shell:
    """A shell in a terminal, as the watch leaves it: what is always the same is set."""

    def __init__(self, programs, node):
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.environ.update(PATH=f"{programs}:{os.environ['PATH']}", PARLEY_NODE=node, PARLEY_DRAFTED_BY="duty-1", PARLEY_RELEASED_BY="duty-2", PS1="ready> ", TERM="xterm")
            os.execlp("bash", "bash", "--norc", "--noprofile")
        self.read(r"ready> $")

    def say(self, line, node):
        for key in line:
            os.write(self.terminal, key.encode())
        self.read(re.escape(line[-10:]) + "$")
        begun = time.monotonic()
        os.write(self.terminal, b"\r")
        record = re.search(r"record ([0-9a-f]{64})", self.read(r"record [0-9a-f]{64}")).group(1)
        queued = time.monotonic() - begun
        until(lambda: any(r["rung"] == "delivered" for r in json.loads(ask(node, f"/v1/records/{record}/ladder"))["ladder"]), pause=0.01)
        delivered = time.monotonic() - begun
        self.read(r"ready> $")
        return queued, delivered

    def read(self, pattern, limit=60):
        seen, end = "", time.monotonic() + limit
        while not re.search(pattern, seen.replace("\r\n", "\n")):
            if time.monotonic() > end:
                raise SystemExit(f"the terminal did not show {pattern}:\n{seen}")
            if select.select([self.terminal], [], [], 0.5)[0]:
                seen += os.read(self.terminal, 65536).decode(errors="replace")
        return seen


def run(*command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if check and done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.returncode, done.stdout


def ask(node, path, text=None):
    home, api = node
    with open(os.path.join(home, "api.token")) as token:
        request = urllib.request.Request(f"http://127.0.0.1:{api}{path}", text, {"Authorization": f"Bearer {token.read().strip()}", "Content-Type": "text/plain"})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def until(condition, pause=0.2, limit=60):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("it did not come about within 60 s")
        time.sleep(pause)


if __name__ == "__main__":
    main()
