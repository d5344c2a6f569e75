import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { Conflict, openStore, type Store, type StoreOptions } from "../../store/index.ts";
import { saveBudget, useOf } from "../budgets/queries.ts";
import { MOST_AMOUNT } from "../ledger/amounts.ts";
import { Ledger } from "../ledger/ledger.ts";
import { verifyLedger } from "../ledger/verifyLedger.ts";
import { BUDGETED, ORGANIZATION } from "./spendingWorld.ts";

export interface Spent {
  /** Acknowledged ones. */
  operations: number;
  kills: number;
  /** What is not as it must be; empty: nothing. */
  wrong: string[];
}

/** What was acknowledged of a reservation. */
interface Heard {
  held?: number;
  end?: { cost: number | null };
}

/**
 * N1: processes that spend from the same accounts, each killed at some moment and followed by another one, until so many operations were
 * acknowledged. Then the books are looked at: every acknowledged operation is in them, none is in them by half, no reservation is lost or ended twice, and
 * nobody spent more than they were given plus what answers cost beyond what was held for them.
 * @param processes at the same time; one on an embedded database
 */
export async function spendWithKills(
  options: StoreOptions,
  {
    operations,
    processes,
    tell = () => undefined,
  }: { operations: number; processes: number; tell?: (done: number) => void },
): Promise<Spent> {
  const store = await openStore(options);
  await store.createOrganization({ id: ORGANIZATION, name: "Spent", slug: "spent" }).catch((error: unknown) => {
    if (!(error instanceof Conflict)) throw error;
  });
  await store.transact(async (tx) => {
    for (const principal of BUDGETED)
      await saveBudget(tx, {
        ...{ organization_id: ORGANIZATION, principal, whose: "administration", amount: MOST_AMOUNT, period: "none" },
        ...{ set_by: "cli:test", set_at: 1 },
      });
  });
  await store.close();
  const heard = new Map<string, Heard>();
  let [done, kills, given] = [0, 0, 0];
  const hear = (line: string): void => {
    const [what, , id = "", number] = line.split(" ");
    if (what === "ready") return;
    done++;
    if (what === "A") given += Number(id);
    if (what === "R") heard.set(id, { held: Number(number) });
    if (what === "S") heard.set(id, { ...heard.get(id), end: { cost: Number(number) } });
    if (what === "L") heard.set(id, { ...heard.get(id), end: { cost: null } });
  };
  while (done < operations) {
    await Promise.all(Array.from({ length: processes }, () => spendUntilKilled(options, hear)));
    kills += processes;
    tell(done);
  }
  const after = await openStore(options);
  try {
    return { operations: done, kills, wrong: await lookOver(after, heard, given) };
  } finally {
    await after.close();
  }
}

async function spendUntilKilled(options: StoreOptions, hear: (line: string) => void): Promise<void> {
  const program = fileURLToPath(import.meta.resolve("./killed-spender.ts"));
  const spender = spawn(process.execPath, ["--conditions=gatehouse-source", program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let rest = "";
  spender.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? ""; // an unfinished line was not said
    for (const line of lines) hear(line);
  });
  const ended = once(spender, "close");
  await Promise.race([once(spender.stdout, "data"), ended]);
  await pause(200 + Math.random() * 1_800);
  spender.kill("SIGKILL");
  const [, signal] = await ended;
  if (signal !== "SIGKILL") throw new Error("a spender ended by itself");
}

interface Booked {
  reservation: string;
  reserved: number;
  ended: number;
  spent: number;
  shortfall: number;
}

async function lookOver(store: Store, heard: ReadonlyMap<string, Heard>, given: number): Promise<string[]> {
  // An hour later nothing is under way any more.
  const ledger = new Ledger({ store, now: () => Date.now() + 60 * 60_000 });
  while ((await ledger.sweep()) > 0);
  const { problems } = await verifyLedger(store.db, ORGANIZATION);
  const wrong = [...problems];
  const { rows } = await sql<Booked>`select reservation,
      sum(case when kind = 'reserved' then amount else 0 end) as reserved,
      sum(case when kind in ('settled', 'returned', 'released', 'expired') then amount else 0 end) as ended,
      sum(case when kind in ('settled', 'overrun', 'shortfall') then amount else 0 end) as spent,
      sum(case when kind = 'shortfall' then amount else 0 end) as shortfall
    from ledger_entries where organization_id = ${ORGANIZATION} and reservation is not null group by reservation`.execute(
    store.db,
  );
  const booked = new Map(rows.map((row) => [row.reservation, row]));
  for (const { reservation, ...sums } of rows) {
    const [reserved, ended, spent, shortfall] = [sums.reserved, sums.ended, sums.spent, sums.shortfall].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    if (reserved !== ended) wrong.push(`of reservation ${reservation} ${reserved} were held and ${ended} given up`);
    if (shortfall > Math.max(0, spent - reserved)) wrong.push(`${reservation} fell short by more than it cost beyond`);
  }
  for (const [id, { held, end }] of heard) {
    const found = booked.get(id);
    if (held !== undefined && Number(found?.reserved) !== held) wrong.push(`reservation ${id} of ${held} is lost`);
    if (end && Number(found?.spent ?? 0) !== (end.cost ?? 0)) wrong.push(`what ${id} cost is not in the books`);
  }
  const { rows: sums } = await sql<{ added: number }>`select
      coalesce(sum(case when kind = 'added' then amount else 0 end), 0) as added
    from ledger_entries where organization_id = ${ORGANIZATION}`.execute(store.db);
  if (Number(sums[0]?.added) < given) wrong.push(`${given} were given, and ${sums[0]?.added} are in the books`);
  const { rows: overspent } = await sql<{ account: string }>`select account from ledger_entries
    where organization_id = ${ORGANIZATION} group by account
    having sum(case when kind in ('settled', 'overrun') then amount else 0 end)
      > sum(case when kind in ('start', 'refill', 'added') then amount else 0 end)`.execute(store.db);
  for (const principal of BUDGETED) {
    const { held, spent } = await useOf(store.db, ORGANIZATION, principal, "all");
    const books = await ledger.find({ organization: ORGANIZATION, account: principal });
    if (held !== 0 || spent !== books?.spent) wrong.push(`the budget of ${principal} is not what it spent`);
  }
  return [...wrong, ...overspent.map(({ account }) => `${account} spent more than it was given`)].slice(0, 50);
}
