import type { Linked, MessageId } from "../../bindings";
import type { Host } from "..";
import { problem } from "..";
import type { FakeHost } from ".";

type Commands = Pick<Host, "wordDiff" | "agreement" | "mergeReplies" | "attribution">;

const words = (text: string) => text.match(/\S+\s*/g) ?? [];

/** Replies read against one another, as far as a made-up core can: by the same words at the ends, and the same sentences. */
export class FakeReading implements Commands {
  constructor(readonly host: FakeHost) {}

  /** What they begin and end with is the same, and all between was replaced. */
  wordDiff: Host["wordDiff"] = async (before, after) => {
    if (this.host.query.has("brokendiff")) throw problem("internal", "database disk image is malformed");
    const [old, now] = [words(this.host.message(before).text), words(this.host.message(after).text)];
    const least = Math.min(old.length, now.length);
    let begin = 0;
    while (begin < least && old[begin] === now[begin]) begin++;
    let end = 0;
    while (end < least - begin && old.at(-1 - end) === now.at(-1 - end)) end++;
    const part = (change: "same" | "removed" | "added", all: string[]) => ({ change, text: all.join("") });
    return [
      part("same", old.slice(0, begin)),
      part("removed", old.slice(begin, old.length - end)),
      part("added", now.slice(begin, now.length - end)),
      part("same", old.slice(old.length - end)),
    ].filter(({ text }) => text !== "");
  };

  agreement: Host["agreement"] = async (replies) => {
    const all = replies.map((id) => this.#sentences(id));
    const groups = [...new Set(all.flat())];
    return all.map((own) =>
      own.map((text) => {
        const places = all.flatMap((other, n) => (other.includes(text) ? [n] : []));
        return { text, replies: places, group: places.length > 1 ? groups.indexOf(text) : null };
      }),
    );
  };

  mergeReplies: Host["mergeReplies"] = async (replies, model, text) => {
    const messages = replies.map((id) => this.host.message(id));
    const first = messages[0];
    if (!first || messages.length < 2) {
      throw problem("not_allowed", "two to eight answers can be made into one");
    }
    if (messages.some((one) => one.blind)) {
      throw problem("not_allowed", "only answers whose models are known can be merged");
    }
    const session = this.host.session(first.session);
    const prompt = this.host.addMessage(session.id, first.id, "user", text, {
      lane: first.lane,
      merged: [...replies],
    });
    const reply = this.host.reply(session, prompt, model, first.lane);
    this.host.lanes.moved(reply);
    return { session: session.id, messages: [{ ...prompt }, { ...reply }] };
  };

  attribution: Host["attribution"] = async (merged) => {
    const { parent } = this.host.message(merged);
    const sources = parent === null ? [] : this.host.message(parent).merged;
    if (sources.length === 0) throw problem("not_allowed", "this answer was not merged");
    return this.#sentences(merged).map((text): Linked => {
      const from = sources.flatMap((reply) => {
        const sentence = this.#sentences(reply).indexOf(text);
        return sentence < 0 ? [] : [{ reply, sentence, text, likeness: 1 }];
      });
      return { text, from };
    });
  };

  #sentences(id: MessageId): string[] {
    const { text } = this.host.message(id);
    return (text.match(/[^.?!\n]+[.?!]*/g) ?? []).map((one) => one.trim()).filter((one) => one !== "");
  }
}
