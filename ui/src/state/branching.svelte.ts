import type { Message, MessageId, Rating } from "../bindings";
import { t } from "../strings/index.svelte";
import type { App } from "./app.svelte";

/** What lies over the window about one message. */
export type BranchSheet =
  | { kind: "parameters" | "sent" | "race"; message: Message }
  | { kind: "delete"; message: Message; after: number };

/** What is done with the versions and branches of the chat that is open. */
export class Branching {
  sheet = $state.raw<BranchSheet | null>(null);
  /** The map lies beside the chat. */
  map = $state(false);

  constructor(readonly app: App) {}

  /** The prompt at the end of the branch whose only reply was deleted. */
  get unanswered(): MessageId | null {
    const { conversation } = this.app;
    if (conversation.compared) return null;
    const leaf = conversation.loading ? null : conversation.tree.leaf();
    return leaf?.role === "user" ? leaf.id : null;
  }

  /** Shows the map beside the chat, or puts it away; there is none of a chat that has not begun. */
  toggleMap(): void {
    const { app } = this;
    const shown = this.map && app.place === "chat";
    if (app.conversation.id === null) return;
    app.go("chat");
    this.map = !shown;
  }

  /** Keeps what a person made of a reply as a version of its own. Throws where it could not be kept. */
  async edit(reply: MessageId, text: string): Promise<void> {
    const { conversation, host } = this.app;
    conversation.take(await host.editReply(reply, text));
    if (conversation.editing === reply) conversation.editing = null;
  }

  /** Deletes at once what can be deleted without a loss of what follows; else asks first. */
  async remove(message: Message): Promise<void> {
    const { app } = this;
    await app.attempt(async () => {
      const after = (await app.host.weighBranch(message.id)) - 1;
      if (after > 0) this.sheet = { kind: "delete", message, after };
      else await this.#delete(message);
    });
  }

  /** The answer to the question. */
  async removeAll(message: Message): Promise<void> {
    this.sheet = null;
    await this.app.attempt(() => this.#delete(message));
  }

  async #delete({ id, session, role }: Message): Promise<void> {
    const { conversation, host, notices } = this.app;
    const { messages, open } = await host.deleteBranch(id);
    conversation.take(open);
    const words = t().branch;
    const one = role === "user" ? words.promptGone : words.replyGone;
    const undo = async () => conversation.take(await host.restoreBranch(session, id));
    notices.toast(messages > 1 ? words.messagesGone(messages) : one, () => void this.app.attempt(undo));
    this.app.composer.focus();
  }

  /** A new chat that holds what leads here, and goes there. */
  async copy(leaf: MessageId): Promise<void> {
    const { app } = this;
    await app.attempt(async () => {
      await app.open(await app.host.copyBranch(leaf));
      app.notices.toast(t().branch.copiedHere);
    });
  }

  /** Shown at once, and taken back where it cannot be kept. */
  async rate(message: Message, rating: Rating): Promise<void> {
    const { conversation, host } = this.app;
    const show = (rating: Rating | null) => {
      const now = conversation.tree.get(message.id);
      if (now) conversation.tree.apply([{ update: "message", message: { ...now, rating } }]);
    };
    const before = conversation.tree.get(message.id)?.rating ?? null;
    show(rating.stars === null && rating.comment === "" ? null : rating);
    if (!(await this.app.attempt(() => host.rateReply(message.id, rating)))) show(before);
  }

  /** A sign of its worth; nobody is told where it could not be noted. */
  async copyReply(reply: Message): Promise<boolean> {
    if (!(await this.app.copy(reply.text))) return false;
    void this.app.host.noteCopied(reply.id).catch(() => undefined);
    return true;
  }

  /** A prompt that has lost its reply is sent once more, as a version of itself. */
  async askAgain(prompt: Message): Promise<void> {
    await this.app.edit(prompt, prompt.text, prompt.attachments);
  }

  /** Goes to a message on whichever branch it stands; says whether it is shown now. */
  async goTo(id: MessageId): Promise<boolean> {
    const { conversation } = this.app;
    const shown = () => conversation.tree.shown.some((entry) => entry.fixed.id === id);
    if (!shown()) await this.app.chooseVersion(id);
    while (!shown() && conversation.older && !conversation.olderProblem) {
      const first = conversation.tree.path[0];
      await conversation.loadOlder();
      if (conversation.tree.path[0] === first) break;
    }
    return shown();
  }
}
