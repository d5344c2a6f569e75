import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { EndedSession, WorkspaceParts } from "../parts.ts";
import { type Need, standingOf } from "./rights.ts";

/** A net below the listeners: clocks that jump, and a server that has lost the log. */
const LOOK_EVERY_MS = 500;
/** Longest delay that a timer takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why an answer ends before its time. */
export type CutBy = "access-ended" | "not-current" | "conversation-deleted";

/** Something that is being answered, and ends when a right to it does. */
export interface Cuttable {
  readonly actor: Actor;
  /** What it needs the right to now. */
  readonly needs: readonly Need[];
  /** Ends it at once, and tells why. */
  cut(code: CutBy): void;
  /** Lets go whoever listens to it in a session that has ended, where that can be another one than its own. */
  dismiss?(session: string): void;
}

/**
 * Cuts answers whose right has ended: at each revision, at the moment that the engine's `until` names, when the session ends or the address is
 * banned, and every half second in any case.
 */
export class Watch {
  private readonly parts: WorkspaceParts;
  private readonly runs = new Set<Cuttable>();
  private readonly listening = new Map<OrganizationAccess, () => void>();
  private readonly timers = new Map<Cuttable, NodeJS.Timeout>();
  private readonly net: NodeJS.Timeout;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.net = setInterval(() => this.look(() => true), LOOK_EVERY_MS).unref();
    parts.people?.onSessionEnded((ended) => this.sessionEnded(ended));
    parts.people?.onKeyEnded?.((ended) => this.keyEnded(ended));
    parts.people?.onAddressBanned?.((organization) => this.look((run) => run.actor.organization === organization));
  }

  add(run: Cuttable): void {
    const access = this.parts.access.of(run.actor);
    if (!this.listening.has(access)) {
      const organization = access.id;
      this.listening.set(
        access,
        access.onRevision(({ changes }) => {
          this.endRemoved(organization, changes);
          this.look((one) => one.actor.organization === organization);
        }),
      );
    }
    this.runs.add(run);
    this.lookAt(run);
  }

  remove(run: Cuttable): void {
    this.runs.delete(run);
    clearTimeout(this.timers.get(run));
    this.timers.delete(run);
  }

  close(): void {
    clearInterval(this.net);
    for (const stop of this.listening.values()) stop();
    for (const run of [...this.runs]) this.remove(run);
  }

  /** A conversation that is gone is no longer held, as one is not that nobody shared: its rights alone would not tell. */
  private endRemoved(organization: string, changes: readonly Change[]): void {
    const gone = new Set(changes.flatMap((one) => (one.kind === "resource-removed" ? [one.resource] : [])));
    if (gone.size === 0) return;
    for (const run of [...this.runs]) {
      if (run.actor.organization !== organization) continue;
      const removed = run.needs.find(({ resource }) => resource !== undefined && gone.has(resource));
      if (!removed) continue;
      this.remove(run);
      run.cut(removed.resource?.startsWith("conversation:") ? "conversation-deleted" : "access-ended");
    }
  }

  private look(isMeant: (run: Cuttable) => boolean): void {
    for (const run of [...this.runs]) if (isMeant(run)) this.lookAt(run);
  }

  private lookAt(run: Cuttable): void {
    clearTimeout(this.timers.get(run));
    const { isHeld, isKnown, until } = standingOf(this.parts.access.of(run.actor), run.actor, run.needs);
    const isBanned = this.parts.people?.isAddressBanned?.(run.actor) ?? false;
    if (!isHeld || isBanned) {
      this.remove(run);
      run.cut(isKnown || isBanned ? "access-ended" : "not-current");
      return;
    }
    if (until === null) return;
    const delay = Math.min(Math.max(until - this.parts.now(), 1), LONGEST_TIMER_MS);
    this.timers.set(
      run,
      setTimeout(() => this.lookAt(run), delay),
    );
  }

  private keyEnded({ organization, id }: { organization: string; id: string }): void {
    for (const run of [...this.runs]) {
      if (run.actor.organization !== organization || run.actor.keyId !== id) continue;
      this.remove(run);
      run.cut("access-ended");
    }
  }

  private sessionEnded({ organization, session }: EndedSession): void {
    for (const run of [...this.runs]) {
      if (run.actor.organization !== organization) continue;
      run.dismiss?.(session);
      if (run.actor.session !== session) continue;
      this.remove(run);
      run.cut("access-ended");
    }
  }
}
