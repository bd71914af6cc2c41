"""What a measurement reads from the app's store, and the sessions that it puts there.

store.py DATABASE reply ID | left SINCE | fill COUNT; answers in JSON.
"""

import json
import os
import re
import sqlite3
import sys
import time
import uuid

REPLY = 2  # message.role
STAMP = re.compile(r"@(\d{13}) ")
END = "END"  # the last piece of a reply that says so
WORDS = "water light under slow river stone over the field and quiet morning before anyone wakes".split()


def reading(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def reply(path, name):
    columns = "status, prompt_tokens, cached_tokens, reply_tokens, first_token_ms, total_ms, text"
    query = f"select {columns} from message where message_id = ?"
    row = reading(path).execute(query, (uuid.UUID(name).bytes,)).fetchone()
    return dict(zip(columns.split(", "), row))


def left(path, since):
    database = reading(path)
    check = "; ".join(row[0] for row in database.execute("pragma integrity_check"))
    query = """select message_id, status, created_at, text from message
        where role = ? and created_at >= ? order by message_key"""
    replies = []
    for name, status, created_at, text in database.execute(query, (REPLY, int(since))):
        stamps = STAMP.findall(text)
        replies.append(
            {
                "id": str(uuid.UUID(bytes=name)),
                "status": status,
                "created_at": created_at,
                "stamp": int(stamps[-1]) if stamps else None,
                "whole": text.endswith(END),
                "length": len(text),
            }
        )
    return {"check": check, "replies": replies}


def uuid7(milliseconds):
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds << 80) | noise
    value = value & ~(0xF << 76) | (7 << 76)
    return (value & ~(3 << 62) | (2 << 62)).to_bytes(16, "big")


def prose(seed, words):
    return " ".join(WORDS[(seed * 7 + n * (1 + seed % 5)) % len(WORDS)] for n in range(words))


def fill(path, count):
    count = int(count)
    database = sqlite3.connect(path)
    now = int(time.time() * 1000)
    first = "insert or ignore into model_name (name) values (?)"
    database.execute(first, ("local/qwen2.5-coder-0.5b-instruct",))
    (model,) = database.execute("select min(model_name_key) from model_name").fetchone()
    # Two years of them, the newest a minute ago.
    step = 2 * 365 * 86_400_000 // count
    for number in range(count, 0, -1):
        at = now - 60_000 - (number - 1) * step
        session(database, number, at, model)
    database.commit()
    database.close()
    return None


def session(database, number, at, model):
    title = f"{prose(number, 4)} {number}"
    row = (uuid7(at), title, title, 2, "local/qwen2.5-coder-0.5b-instruct", at, at)
    key = database.execute(
        """insert into session (session_id, title, title_key, title_source, model, created_at,
            updated_at) values (?, ?, ?, ?, ?, ?, ?)""",
        row,
    ).lastrowid
    parent = None
    for turn in range(3):
        name = uuid7(at)
        for role, words in ((1, 20), (REPLY, 120)):
            written = role == REPLY
            usage = (150, 100, 160, 400, 5400) if written else (None,) * 5
            parent = database.execute(
                """insert into message (message_id, session_key, parent_key, turn_id, lane, role,
                    status, created_at, model_key, prompt_tokens, cached_tokens, reply_tokens,
                    first_token_ms, total_ms, left_out, text)
                values (?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0, ?)""",
                (
                    uuid7(at),
                    key,
                    parent,
                    name,
                    role,
                    at,
                    model if written else None,
                    *usage,
                    prose(number + turn, words),
                ),
            ).lastrowid
    database.execute("update session set leaf_key = ? where session_key = ?", (parent, key))


if __name__ == "__main__":
    path, what, *rest = sys.argv[1:]
    print(json.dumps({"reply": reply, "left": left, "fill": fill}[what](path, *rest)))
