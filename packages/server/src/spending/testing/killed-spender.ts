/**
 * Spends without pause until it is killed, and says on standard output what it was told is done: `ready`, then one line for each acknowledged operation:
 * `R <account> <id> <held>` reserved, `X` refused, `S <account> <id> <cost>` settled, `L <account> <id>` released, `A <account> <amount>` given.
 * Started by `spendWithKills.ts`.
 */
import { randomInt } from "node:crypto";
import { newId, openStore, type StoreOptions } from "../../store/index.ts";
import { Ledger } from "../ledger/ledger.ts";
import { ACCOUNTS, BUDGETED, ORGANIZATION, terms } from "./spendingWorld.ts";

const options: StoreOptions = JSON.parse(process.argv[2] ?? "{}");
const store = await openStore({ dataDir: options.dataDir, databaseUrl: options.databaseUrl });
const ledger = new Ledger({ store, now: Date.now });
const by = { actor: "system:spender" };
process.stdout.write("ready\n");

/** Several at a time, so that a kill finds some waiting and some committing. */
await Promise.all(Array.from({ length: 16 }, spend));

async function spend(): Promise<never> {
  for (;;) {
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

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
