/**
 * Spends without pause until it is killed, and says on standard output what it was told is done: `ready`, then one line for each acknowledged operation:
 * `R <account> <id> <held>` reserved, `X` refused, `S <account> <id> <cost>` settled, `L <account> <id>` released, `A <account> <amount>` given;
 * `P <account> <id> <cost>` taken by a slice, as a provider would know it, and `W <account> <id>` when that is in the books.
 * Started by `spendWithKills.ts`.
 */
import { randomInt } from "node:crypto";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { newId, openStore, type StoreOptions } from "../../store/index.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Slices } from "../slices/slices.ts";
import { ACCOUNTS, BUDGETED, ORGANIZATION, SLICED, terms } from "./spendingWorld.ts";

const options: StoreOptions = JSON.parse(process.argv[2] ?? "{}");
const store = await openStore({ dataDir: options.dataDir, databaseUrl: options.databaseUrl });
const ledger = new Ledger({ store, now: Date.now });
const log = { warn: (...what: unknown[]) => console.error(...what) };
const slices = new Slices(ledger, { log, now: Date.now });
const by = { actor: "system:spender" };
process.stdout.write("ready\n");

/** Several at a time, so that a kill finds some waiting and some committing. */
await Promise.all([...Array.from({ length: 16 }, spend), ...Array.from({ length: 3 }, spendBySlices)]);

async function spend(): Promise<never> {
  for (;;) {
    // An embedded database answers within the turn: nobody else would ever have theirs.
    if (randomInt(8) === 0) await turn();
    const account = `user:${randomInt(ACCOUNTS)}`;
    const owner = { organization: ORGANIZATION, account };
    if (randomInt(5) === 0) {
      const amount = randomInt(1, 1_000);
      await ledger.inBook(owner, async (book) => book.give("added", amount, by));
      tell(`A ${account} ${amount}`);
      continue;
    }
    const id = newId();
    const budgets = BUDGETED.filter((one) => one === account);
    const least = randomInt(1, 200);
    const reserved = await ledger.reserve(owner, {
      ...{ id, least, wanted: least + randomInt(200), ttlMs: 60_000, terms, budgets, facts: by },
    });
    if ("short" in reserved) {
      tell("X");
      continue;
    }
    tell(`R ${account} ${id} ${reserved.held}`);
    const end = randomInt(10);
    if (end === 0) continue; // forgotten, as by a server that was lost
    const cost = randomInt(500);
    if (end === 1) await ledger.release(owner, id, by.actor, budgets);
    else await ledger.settle(owner, id, cost, by, budgets);
    tell(end === 1 ? `L ${account} ${id}` : `S ${account} ${id} ${cost}`);
    if (end === 2 && (await ledger.settle(owner, id, cost, by))) throw new Error("a reservation ended twice");
  }
}

async function spendBySlices(): Promise<never> {
  for (;;) {
    const account = SLICED[randomInt(SLICED.length)] as string; // it is one of them
    const owner = { organization: ORGANIZATION, account };
    const wanted = randomInt(1, 200);
    const held = await slices.hold({ owner, terms, budgets: [] }, wanted);
    // What a model takes, and so that whoever else asks has their turn.
    await pause(randomInt(10));
    if (!held) continue;
    const id = newId();
    const cost = randomInt(1, wanted + 1);
    held.settle(cost, { ...by, conversation_id: id });
    tell(`P ${account} ${id} ${cost}`);
    if (randomInt(20) > 0) continue;
    await (randomInt(3) === 0 ? slices.giveBack(owner) : slices.written(owner));
    tell(`W ${account} ${id}`);
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
