"""Two XMPP clients, one on each server: a message out, its receipt (XEP-0184) back. Prints milliseconds, one a line.

Usage: chat_pair.py PORT_A PORT_B ROUNDS, the message's text on standard input.
"""
import asyncio
import sys
import time

import slixmpp

port_a, port_b, rounds = (int(a) for a in sys.argv[1:4])
text = sys.stdin.read()


class Duty(slixmpp.ClientXMPP):
    def __init__(self, jid):
        super().__init__(jid, "secret")
        self.register_plugin("xep_0184")
        self["feature_mechanisms"].unencrypted_plain = True
        self.ready = asyncio.get_event_loop().create_future()
        self.add_event_handler("session_start", lambda _: (self.send_presence(), self.ready.set_result(True)))
        self.receipts = asyncio.Queue()
        self.add_event_handler("receipt_received", lambda m: self.receipts.put_nowait(m["receipt"]))


async def main():
    a, b = Duty("duty@a.test/bench"), Duty("duty@b.test/bench")
    b["xep_0184"].auto_ack = True
    a.connect(("127.0.0.1", port_a), disable_starttls=True)
    b.connect(("127.0.0.1", port_b), disable_starttls=True)
    await asyncio.wait_for(asyncio.gather(a.ready, b.ready), 20)
    for i in range(-20, rounds):
        began = time.perf_counter()
        message = a.make_message(mto="duty@b.test/bench", mbody=text, mtype="chat")
        message["request_receipt"] = True
        message.send()
        if await asyncio.wait_for(a.receipts.get(), 20) != message["id"]:
            sys.exit("a receipt for another message")
        if i >= 0:
            print(f"{(time.perf_counter() - began) * 1000:.3f}", flush=True)
    a.disconnect()
    b.disconnect()


asyncio.get_event_loop().run_until_complete(main())
