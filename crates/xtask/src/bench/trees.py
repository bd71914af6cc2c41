"""Long sessions for measurements, put into the app's store while nobody has it open.

trees.py DATABASE chat MESSAGES FORKS | lanes MESSAGES LANES | scattered MESSAGES;
answers with the ids of the session and of the message at its end, in JSON.
"""

import json
import random
import sqlite3
import sys
import time
import uuid

from store import REPLY, prose, uuid7

PROMPT = 1
MODELS = ("local/smollm2-135m-instruct", "local/qwen2.5-coder-0.5b-instruct")
TEXT = "**{}.** {}.\n\n- {}\n- `{}`\n\n{}."


class Session:
    """A session that is being written, message by message."""

    def __init__(self, database, title):
        self.database, self.at, self.count = database, int(time.time() * 1000) - 60_000, 0
        self.name = uuid7(self.at)
        row = (self.name, title, title, 2, MODELS[0], self.at, self.at)
        self.key = database.execute(
            """insert into session (session_id, title, title_key, title_source, model, created_at,
                updated_at) values (?, ?, ?, ?, ?, ?, ?)""",
            row,
        ).lastrowid
        self.models = []
        for model in MODELS:
            database.execute("insert or ignore into model_name (name) values (?)", (model,))
            query = "select model_name_key from model_name where name = ?"
            self.models.append(database.execute(query, (model,)).fetchone()[0])

    def turn(self):
        # The app's turns sort by time.
        self.at += 1
        return uuid7(self.at)

    def write(self, parent, role, turn, lane=0):
        """Writes a message; answers with its key."""
        self.count += 1
        n, reply = self.count, role == REPLY
        body = TEXT.format(prose(n, 6), prose(n + 1, 40), prose(n, 8), prose(n, 2), prose(n + 3, 30))
        usage = (150, 100, 160, 400, 5400) if reply else (None,) * 5
        return self.database.execute(
            """insert into message (message_id, session_key, parent_key, turn_id, lane, role,
                status, created_at, read_at, model_key, prompt_tokens, cached_tokens, reply_tokens,
                first_token_ms, total_ms, left_out, text)
            values (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)""",
            (
                uuid7(self.at),
                self.key,
                parent,
                turn,
                lane,
                role,
                self.at,
                self.at,
                self.models[lane % 2] if reply else None,
                *usage,
                body if reply else f"{prose(n, 12)}?",
            ),
        ).lastrowid

    def end(self, leaf):
        """Leaves the reader there; answers with the ids."""
        query = "update session set leaf_key = ? where session_key = ?"
        self.database.execute(query, (leaf, self.key))
        query = "select message_id from message where message_key = ?"
        (name,) = self.database.execute(query, (leaf,)).fetchone()
        return {"session": str(uuid.UUID(bytes=self.name)), "leaf": str(uuid.UUID(bytes=name))}


def chat(database, messages, forks):
    """One path; every so many turns its reply has a second version, which goes on for one turn."""
    written = Session(database, f"A chat of {messages} messages")
    # A fork takes three messages beside the path.
    turns = (messages - 3 * forks) // 2
    due = [turns * n // forks for n in range(forks)] if forks else []
    parent, forked = None, 0
    for number in range(turns):
        turn = written.turn()
        prompt = written.write(parent, PROMPT, turn)
        while forked < len(due) and due[forked] <= number:
            other = written.write(prompt, REPLY, turn)
            after = written.turn()
            written.write(written.write(other, PROMPT, after), REPLY, after)
            forked += 1
        parent = written.write(prompt, REPLY, turn)
    return written.end(parent)


def lanes(database, messages, count):
    """A comparison: each lane has a prompt and a reply of its own in every turn but the first."""
    written = Session(database, f"{count} lanes, {messages} messages")
    first = written.turn()
    prompt = written.write(None, PROMPT, first)
    ends = [written.write(prompt, REPLY, first, lane) for lane in range(count)]
    while written.count + 2 * count <= messages:
        turn = written.turn()
        prompts = [written.write(end, PROMPT, turn, lane) for lane, end in enumerate(ends)]
        ends = [written.write(asked, REPLY, turn, lane) for lane, asked in enumerate(prompts)]
    rows = [(written.key, lane, lane, MODELS[lane % 2], end) for lane, end in enumerate(ends)]
    query = "insert into lane (session_key, lane, position, model, leaf_key) values (?, ?, ?, ?, ?)"
    database.executemany(query, rows)
    return written.end(ends[0])


def scattered(database, messages):
    """A wide tree: each turn follows the one before or any earlier one, and replies have versions."""
    chance = random.Random(5)
    written = Session(database, f"A wide tree of {messages} messages")
    replies = [None]
    while written.count < messages:
        back = 1 + int(chance.random() ** 3 * (len(replies) - 1))
        turn = written.turn()
        prompt = written.write(replies[-back], PROMPT, turn)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            replies.append(written.write(prompt, REPLY, turn))
    return written.end(replies[-1])


if __name__ == "__main__":
    path, shape, *numbers = sys.argv[1:]
    database = sqlite3.connect(path)
    shapes = {"chat": chat, "lanes": lanes, "scattered": scattered}
    print(json.dumps(shapes[shape](database, *map(int, numbers))))
    database.commit()
