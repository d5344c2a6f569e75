import { createEngine, type PermissionEngine } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import { compileCondition } from "../conditions.ts";
import { type OrganizationAccess, personOf } from "../organizationAccess.ts";
import { findRevisionAt } from "./queries.ts";

/** The permissions as they were. Only to be asked. */
export interface PastState {
  engine: PermissionEngine;
  revision: number;
  /** What was *now*, in milliseconds since 1970. */
  at: number;
}

interface Kept {
  engine: PermissionEngine;
  idle: NodeJS.Timeout;
}

const PAGE = 200;
const TURN_MS = 20;
/** Whoever looks at one day asks more than once about it. */
const KEPT_MS = 5 * 60_000;
/** A past state is held in memory beside the present one. */
const MOST_GRANTS = 1_000_000;

/**
 * States of the past, built from the log: the same log that keeps servers current (docs/model.md, "Change"). One at a time for each organization,
 * in turns, so that nobody waits for it but whoever asks; kept for some minutes, and taken on from there where a later day is asked about.
 */
export class PastStates {
  private readonly store: Store;
  private readonly now: () => number;
  private readonly kept = new Map<string, Kept>();
  private readonly building = new Map<string, Promise<unknown>>();

  constructor({ store, now }: { store: Store; now: () => number }) {
    this.store = store;
    this.now = now;
  }

  /**
   * Asks of the state at a moment; before the organization was made there is nothing, and nobody may anything.
   * Cost: each change from the beginning, or from what is kept, once: 100,000 took 2.6 s on a busy machine.
   * @throws {Problem} `request-invalid` for a moment that has not come; `past-too-large`
   */
  async ask<T>(
    access: OrganizationAccess,
    actor: Actor,
    at: number,
    ask: (state: PastState) => Promise<T>,
  ): Promise<T> {
    if (at > this.now()) throw problem("request-invalid", { detail: "`at` has not come yet" });
    if (access.engine.grantCount > MOST_GRANTS) throw problem("past-too-large");
    const before = this.building.get(access.id) ?? Promise.resolve();
    const asked = before.then(async () => {
      const revision = await findRevisionAt(this.store.db, access.id, at);
      return ask({ engine: await this.engineAt(access, actor, revision), revision, at });
    });
    const settled = asked.catch(() => undefined);
    this.building.set(access.id, settled);
    void settled.finally(() => {
      if (this.building.get(access.id) === settled) this.building.delete(access.id);
    });
    return asked;
  }

  private async engineAt(access: OrganizationAccess, actor: Actor, revision: number): Promise<PermissionEngine> {
    const kept = this.take(access.id);
    const engine = kept && kept.revision <= revision ? kept : createEngine({ compile: compileCondition });
    await this.advance(access, actor, engine, revision);
    const idle = setTimeout(() => this.kept.delete(access.id), KEPT_MS).unref();
    this.kept.set(access.id, { engine, idle });
    return engine;
  }

  /** Out of what is kept: one that is left half way is not kept. */
  private take(organization: string): PermissionEngine | undefined {
    const kept = this.kept.get(organization);
    if (kept) clearTimeout(kept.idle);
    this.kept.delete(organization);
    return kept?.engine;
  }

  private async advance(access: OrganizationAccess, actor: Actor, engine: PermissionEngine, revision: number) {
    const person = personOf(actor);
    const turn = access.turns.begin(person);
    try {
      let begun = performance.now();
      while (engine.revision < revision) {
        const limit = Math.min(PAGE, revision - engine.revision);
        for (const entry of await this.store.readLog(access.id, engine.revision, limit)) {
          engine.apply(entry.changes, entry.revision);
          if (performance.now() - begun < TURN_MS) continue;
          access.turns.took(person, performance.now() - begun);
          await turn.next();
          begun = performance.now();
        }
      }
    } finally {
      turn.end();
    }
  }
}
