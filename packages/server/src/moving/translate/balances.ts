import { amountOf } from "../../spending/ledger/amounts.ts";
import type { RefillUnit } from "../../store/index.ts";
import type { Document } from "../source/index.ts";
import { momentOf, numberOf, shown, textOf, wholeOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Translated } from "./kind.ts";

type Taken = ReadonlySet<string>;
const units: ReadonlySet<string> = new Set<RefillUnit>(["seconds", "minutes", "hours", "days", "weeks", "months"]);

/** What people have left: one entry in their books, and how they are refilled. What they spent there is history, and stays there. */
export const balances: Kind<Taken> = {
  collection: "balances",

  async lookUp(db, documents, known) {
    const taken = new Set<string>();
    const accounts = documents.flatMap(({ user }) => known.account(user) ?? []);
    await inPieces(accounts, async (some) => {
      const rows = await db
        .selectFrom("ledger_balances")
        .select("account")
        .where("organization_id", "=", known.organization)
        .where("account", "in", some)
        .execute();
      for (const row of rows) taken.add(row.account);
    });
    return taken;
  },

  translate(document, known, taken) {
    const account = known.account(document.user);
    if (account === null) return leftOut("owner-missing", "user", document.user);
    if (taken.has(account)) return leftOut("already-here", "user", document.user);
    const credits = numberOf(document.tokenCredits);
    if (credits === null) return leftOut("credits-unusable", "tokenCredits", document.tokenCredits);
    const findings: Finding[] = [];
    if (credits < 0)
      findings.push({
        code: "credits-below-nothing",
        field: "tokenCredits",
        found: shown(credits),
        done: "they have nothing: here nobody owes",
      });
    const amount = Math.max(0, amountOf(credits));
    const refill = refillOf(document);
    return {
      is: account,
      rows: {
        ledger_balances: [
          {
            ...{ account, available: amount, held: 0, spent: 0, issued: -amount, entries: amount > 0 ? 1 : 0 },
            ...{ opened_at: known.now, auto_refill: refill === null ? 0 : 1 },
            ...{
              refill_value: refill?.value ?? null,
              refill_unit: refill?.unit ?? null,
              refill_amount: refill?.amount ?? null,
            },
            last_refill_at: refill === null ? null : (momentOf(document.lastRefill) ?? known.now),
          },
        ],
        ledger_entries:
          amount === 0
            ? []
            : [
                {
                  ...{
                    account,
                    number: 1,
                    at: known.now,
                    kind: "added",
                    debited: "issued",
                    credited: "available",
                    amount,
                  },
                  ...{ actor: "system:migration", reason: "what was left in LibreChat" },
                },
              ],
      },
      changes: [],
      findings,
    };
  },

  async remove(tx, organization, _ids, is) {
    await inPieces([...is.values()], async (some) => {
      for (const table of ["ledger_entries", "ledger_balances"] as const)
        await tx.deleteFrom(table).where("organization_id", "=", organization).where("account", "in", some).execute();
    });
  },
};

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});

function refillOf(document: Document): { value: number; unit: RefillUnit; amount: number } | null {
  const value = wholeOf(document.refillIntervalValue);
  const unit = textOf(document.refillIntervalUnit);
  const credits = numberOf(document.refillAmount);
  if (document.autoRefillEnabled !== true || value === null || value < 1 || credits === null || credits <= 0)
    return null;
  return unit !== null && units.has(unit) ? { value, unit: unit as RefillUnit, amount: amountOf(credits) } : null;
}
