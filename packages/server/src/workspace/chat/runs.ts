import type { Actor } from "../../http/actor.ts";
import type { Run } from "./run.ts";

/** How long an answer that has ended can still be listened to. */
const KEPT_MS = 60_000;
const MOST_RUNNING = 1_000;
/** Texts of answers that have ended, in UTF-16 units. */
const MOST_KEPT = 32 * 1024 * 1024;

/** The answers of this server: being written, and ended within the last minute. One for each conversation. */
export class Runs {
  private readonly byConversation = new Map<string, Run>();
  private readonly forgetting = new Map<Run, NodeJS.Timeout>();
  private kept = 0;

  find(organization: string, conversationId: string): Run | undefined {
    return this.byConversation.get(key(organization, conversationId));
  }

  /** The actor's own, by the id that the client gave its request. */
  findRequest(actor: Actor, clientRequestId: string): Run | undefined {
    for (const run of this.byConversation.values())
      if (run.plan.clientRequestId === clientRequestId && isOwn(run, actor)) return run;
    return undefined;
  }

  running(): Run[] {
    return [...this.byConversation.values()].filter((run) => run.status === "running");
  }

  runningOf(actor: Actor): Run[] {
    return this.running().filter((run) => isOwn(run, actor));
  }

  get isFull(): boolean {
    return this.byConversation.size - this.forgetting.size >= MOST_RUNNING;
  }

  /** Takes the place of one that has ended. */
  add(run: Run): void {
    const name = key(run.actor.organization, run.plan.conversationId);
    const former = this.byConversation.get(name);
    if (former) this.forget(former);
    this.byConversation.set(name, run);
    void run.done.then(() => this.keep(run));
  }

  close(): void {
    for (const run of [...this.byConversation.values()]) this.forget(run);
  }

  /** Nobody listens to it again. */
  drop(run: Run): void {
    this.forget(run);
  }

  private keep(run: Run): void {
    if (this.find(run.actor.organization, run.plan.conversationId) !== run) return;
    this.kept += run.stream.size;
    this.forgetting.set(run, setTimeout(() => this.forget(run), KEPT_MS).unref());
    // The oldest go first: a map keeps the order in which they ended.
    for (const oldest of this.forgetting.keys()) {
      if (this.kept <= MOST_KEPT) break;
      this.forget(oldest);
    }
  }

  private forget(run: Run): void {
    const timer = this.forgetting.get(run);
    if (timer !== undefined) {
      clearTimeout(timer);
      this.forgetting.delete(run);
      this.kept -= run.stream.size;
    }
    const name = key(run.actor.organization, run.plan.conversationId);
    if (this.byConversation.get(name) === run) this.byConversation.delete(name);
  }
}

export const isOwn = (run: Run, actor: Actor): boolean =>
  run.actor.organization === actor.organization && run.actor.subject === actor.subject;

const key = (organization: string, conversationId: string): string => `${organization}/${conversationId}`;
