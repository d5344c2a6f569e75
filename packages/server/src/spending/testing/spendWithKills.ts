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
import { BUDGETED, MUCH, ORGANIZATION, SLICED } from "./spendingWorld.ts";

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

/** What was taken by a slice. */
interface Taken {
  account: string;
  cost: number;
  isWritten: boolean;
}

/**
 * N1: processes that spend from the same accounts, each killed at some moment and followed by another one, until so many operations were
 * acknowledged. Then the books are looked at: every acknowledged operation is in them, none is in them by half, no reservation is lost or ended twice, and
 * nobody spent more than they were given plus what answers cost beyond what was held for them. What was taken by slices is in them once or not at all;
 * what is not is no more than what slices of servers that were killed held.
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
  const ledger = new Ledger({ store, now: Date.now });
  for (const account of SLICED)
    await ledger.inBook({ organization: ORGANIZATION, account }, async (book) =>
      book.give("added", MUCH, { actor: "cli:test" }),
    );
  await store.close();
  const heard = new Map<string, Heard>();
  const taken = new Map<string, Taken>();
  let [done, kills, given] = [0, 0, 0];
  const hear = (line: string): void => {
    const [what, account = "", id = "", number] = line.split(" ");
    if (what === "ready") return;
    // What is let in by memory alone is too quick to count.
    if (what !== "P") done++;
    if (what === "A") given += Number(id);
    if (what === "R") heard.set(id, { held: Number(number) });
    if (what === "S") heard.set(id, { ...heard.get(id), end: { cost: Number(number) } });
    if (what === "L") heard.set(id, { ...heard.get(id), end: { cost: null } });
    if (what === "P") taken.set(id, { account, cost: Number(number), isWritten: false });
    if (what === "W") taken.set(id, { ...(taken.get(id) as Taken), isWritten: true });
  };
  while (done < operations) {
    await Promise.all(Array.from({ length: processes }, () => spendUntilKilled(options, hear)));
    kills += processes;
    tell(done);
  }
  const after = await openStore(options);
  try {
    return {
      operations: done,
      kills,
      wrong: [...(await lookOver(after, heard, given)), ...(await lookOverSlices(after, taken))].slice(0, 50),
    };
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

async function lookOverSlices(store: Store, taken: ReadonlyMap<string, Taken>): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    spent: number;
  }>`select conversation_id as id, sum(amount) as spent from ledger_entries
    where organization_id = ${ORGANIZATION} and conversation_id is not null and kind in ('settled', 'overrun', 'shortfall')
    group by conversation_id`.execute(store.db);
  const booked = new Map(rows.map(({ id, spent }) => [id, Number(spent)]));
  const { rows: expired } = await sql<{
    account: string;
    amount: number;
  }>`select account, sum(amount) as amount from ledger_entries
    where organization_id = ${ORGANIZATION} and kind = 'expired' group by account`.execute(store.db);
  const bounds = new Map(expired.map(({ account, amount }) => [account, Number(amount)]));
  const wrong: string[] = [];
  const lost = new Map<string, number>();
  for (const [id, { account, cost, isWritten }] of taken) {
    const spent = booked.get(id) ?? 0;
    if (spent !== cost && (isWritten || spent !== 0)) wrong.push(`of ${cost} that ${id} took ${spent} is in the books`);
    if (spent === 0) lost.set(account, (lost.get(account) ?? 0) + cost);
  }
  for (const [account, amount] of lost)
    if (amount > (bounds.get(account) ?? 0))
      wrong.push(`${amount} that ${account} took are lost, and lost servers held ${bounds.get(account) ?? 0}`);
  if (booked.size === 0) wrong.push("nothing was taken by slices");
  return wrong;
}
