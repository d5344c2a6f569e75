import { systemActor } from "../../http/actor.ts";
import type { ModerationParts } from "../parts.ts";
import type { Effects } from "./effects.ts";
import { type DecisionRow, dueDeletions, findDecision, updateDecision } from "./queries.ts";

const EVERY_MS = 60_000;
const AT_ONCE = 20;
/** One that cannot be deleted now does not stand in the way of others. */
const AGAIN_MS = 60 * 60_000;

/**
 * Deletes what moderators hid until now. Each in a transaction of its own with the decision that says so: one that a crash cut short is done with
 * the next round, and of several servers one does it, since each asks again whether it is still to be done.
 */
export class Deletions {
  private readonly parts: ModerationParts;
  private readonly effects: Effects;
  private readonly timer: NodeJS.Timeout;
  private working: Promise<void> | undefined;
  private isClosed = false;

  constructor(parts: ModerationParts, effects: Effects) {
    this.parts = parts;
    this.effects = effects;
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  /** What is due, in pieces. */
  sweep(): Promise<void> {
    this.working ??= this.work()
      .catch((error: unknown) => this.parts.log.warn({ err: error }, "what moderators deleted was not looked through"))
      .finally(() => {
        this.working = undefined;
      });
    return this.working;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    await this.working;
  }

  private async work(): Promise<void> {
    for (;;) {
      const due = await dueDeletions(this.parts.store.db, this.parts.now(), AT_ONCE);
      for (const row of due) {
        if (this.isClosed) return;
        await this.tryOne(row);
      }
      if (due.length < AT_ONCE) return;
    }
  }

  private async tryOne(row: DecisionRow): Promise<void> {
    try {
      await this.deleteOne(row);
    } catch (error) {
      this.parts.log.warn(
        { err: error, decision: row.id },
        "something that a moderator deleted could not be removed yet",
      );
      await this.parts.store.transact((tx) => updateDecision(tx, row, { due_at: this.parts.now() + AGAIN_MS }));
    }
  }

  private async deleteOne({ organization_id, id }: DecisionRow): Promise<void> {
    const access = this.parts.access.of(organization_id);
    await access.commit(
      systemActor(organization_id, "system:moderation"),
      async (tx) => {
        const row = await findDecision(tx, organization_id, id);
        const isDue = row?.due_at != null && row.due_at <= this.parts.now() && row.appeal !== "open";
        if (!isDue || row.state !== "in-force") return { changes: [], result: null };
        const changes = await this.effects.deleteInside(tx, access, row.thing);
        await updateDecision(tx, row, { state: "done", due_at: null });
        return { changes, result: null };
      },
      "a moderator deleted it",
    );
  }
}
