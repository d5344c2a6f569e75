import { pino } from "pino";
import { Access } from "../../access/index.ts";
import { load } from "../../config/testing/load.ts";
import { type Actor, systemActor } from "../../http/actor.ts";
import { Cursors } from "../../http/cursor.ts";
import { type Store, Tally } from "../../store/index.ts";
import type { EmptyDatabase } from "../../store/testing/databases.ts";
import { Audit, RecentLogs } from "../index.ts";

const DAY = 24 * 60 * 60 * 1000;

/** An organization with a trail over a real store: Sue is super admin, Ada and Ben are members. */
export async function openTrail(database: EmptyDatabase, env: Record<string, string> = {}) {
  let at = Date.parse("2026-03-01T09:00:00Z");
  const now = () => at;
  const store: Store = await database.open({ now });
  const log = pino({ level: "silent" });
  const { settings } = load({ "librechat.yaml": "version: 1.3.0\n" }, env);
  const access = await Access.open({ store, staleAfterMs: Number.POSITIVE_INFINITY, now });
  const { id } = await access.createOrganization({ name: "Acme", slug: "acme" }, { name: "cli:test", from: "cli" });
  const tally = new Tally({ store, log, now });
  const cursors = new Cursors("a secret of the tests");
  const audit = new Audit({ access, store, settings, cursors, tally, recentLogs: new RecentLogs(), log, now });
  const system = systemActor(id, "system:config");
  const here = access.of(id);
  await here.commit(system, async () => ({
    changes: [
      { kind: "user-added", user: "user:sue", role: "role:SUPER_ADMIN", status: "active" },
      { kind: "user-added", user: "user:ada", role: "role:USER", status: "active" },
      { kind: "user-added", user: "user:ben", role: "role:USER", status: "active" },
    ],
    result: null,
  }));
  const actor = (name: string): Actor => ({
    organization: id,
    subject: `user:${name}`,
    name: `user:${name}`,
    from: "api",
    ip: `192.0.2.${name.length}`,
  });
  return {
    store,
    access,
    here,
    audit,
    tally,
    organization: id,
    actor,
    now,
    /** Lets time pass. */
    days: (count: number) => {
      at += count * DAY;
    },
    seconds: (count: number) => {
      at += count * 1000;
    },
    close: async () => {
      await audit.close();
      await access.close();
      await store.close();
    },
  };
}

export type OpenTrail = Awaited<ReturnType<typeof openTrail>>;
