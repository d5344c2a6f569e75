import { type Kysely, sql } from "kysely";
import pg from "pg";
import { CONFIG_PREFIX } from "../configHeads.ts";
import type { Tables } from "../tables.ts";
import type { Following, OnRevision, StoreLog } from "./database.ts";
import { followersOf } from "./followers.ts";
import { noConnection } from "./postgres-errors.ts";

export const channel = "gatehouse_revisions";
const pollMs = 500;
const longestPauseMs = 5_000;

export interface Follower {
  follow(onRevision: OnRevision): Following;
  lastHeardAt(): number;
  close(): Promise<void>;
}

/**
 * Hears of the revisions that any server writes: at once by LISTEN, and each 500 ms by asking, which is the net under it
 * (a notification can be lost with its connection) and the only proof that nothing was missed.
 * Starts with the first `follow`; reconnects by itself.
 */
export function followerOn(connection: pg.ClientConfig, reads: Kysely<Tables>, log: StoreLog): Follower {
  const followers = followersOf(log);
  /** Reading of `performance.now()` at the start of the last poll that succeeded: monotonic, the machine's clock may jump. */
  let heardAt = performance.now();
  let started = false;
  let closed = false;
  let polling = false;
  let timer: NodeJS.Timeout | undefined;
  let listener: pg.Client | undefined;
  let reconnect: NodeJS.Timeout | undefined;
  let pauseMs = 100;
  const heads = new Map<string, number>();

  function tell(organization: string, revision: number): void {
    if ((heads.get(organization) ?? -1) >= revision) return;
    heads.set(organization, revision);
    followers.tell(organization, revision);
  }

  async function poll(): Promise<void> {
    if (polling || closed) return;
    polling = true;
    const asked = performance.now();
    try {
      const rows = await reads
        .selectFrom("organizations")
        .select(["id", "revision"])
        .unionAll(
          reads
            .selectFrom("config_heads")
            .select([sql<string>`${CONFIG_PREFIX} || name`.as("id"), "version as revision"]),
        )
        .execute();
      heardAt = asked;
      if (!closed) for (const row of rows) tell(row.id, row.revision);
    } catch {
      // Said by whoever asks `lastHeardAt` and finds it too long ago.
    } finally {
      polling = false;
    }
  }

  async function listen(): Promise<void> {
    const client = new pg.Client({ ...connection, keepAlive: true });
    listener = client;
    client.on("error", () => {}); // `end` follows
    client.on("end", () => again(client));
    client.on("notification", ({ payload = "" }) => {
      const space = payload.lastIndexOf(" ");
      const revision = Number(payload.slice(space + 1));
      if (space > 0 && Number.isSafeInteger(revision)) tell(payload.slice(0, space), revision);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      pauseMs = 100;
      await poll(); // what was written while nobody listened
    } catch (error) {
      log.warn({ reason: noConnection(error).message }, "cannot listen for revisions; asking for them instead");
      client.end().catch(() => {});
      again(client);
    }
  }

  function again(client: pg.Client): void {
    if (closed || listener !== client) return;
    listener = undefined;
    reconnect = setTimeout(() => void listen(), pauseMs);
    reconnect.unref();
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  function start(): void {
    started = true;
    timer = setInterval(() => void poll(), pollMs);
    timer.unref();
    void listen();
    void poll();
  }

  return {
    follow(onRevision) {
      const following = followers.add(onRevision);
      if (!started) start();
      else for (const [organization, revision] of heads) followers.tell(organization, revision);
      return following;
    },
    lastHeardAt: () => Date.now() - (performance.now() - heardAt),
    async close() {
      closed = true;
      followers.clear();
      clearInterval(timer);
      clearTimeout(reconnect);
      await listener?.end().catch(() => {});
    },
  };
}
