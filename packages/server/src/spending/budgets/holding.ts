import type { Tx } from "../../store/index.ts";
import { spanOf } from "./periods.ts";
import { addToUse, type BudgetRow, budgetsOf, useOf } from "./queries.ts";

/** Where an answer is counted: a principal (`group:64f0…`) and the name of a period, each once. */
export type Counted = readonly [principal: string, period: string];

/** The budget that leaves least. */
export interface Tightest extends Pick<BudgetRow, "principal" | "whose"> {
  /** When its period is over, in milliseconds since 1970; null: it never begins anew. */
  until: number | null;
}

export interface BudgetRoom {
  /** What the tightest of them leaves. */
  left: number;
  /** Which one that is; null: there is none. */
  tightest: Tightest | null;
  counted: readonly Counted[];
}

/** What budgets leave at this moment, under their locks. */
export async function roomIn(
  tx: Tx,
  organization: string,
  principals: readonly string[],
  at: number,
): Promise<BudgetRoom> {
  let room: BudgetRoom = { left: Number.MAX_SAFE_INTEGER, tightest: null, counted: [] };
  for (const { principal, whose, period, amount } of await budgetsOf(tx, organization, principals)) {
    const { name, until } = spanOf(period, at);
    const { held, spent } = await useOf(tx, organization, principal, name);
    const left = Math.max(0, amount - held - spent);
    // A person's own cap and an administrator's may have one period: what is used is counted once.
    const isCounted = room.counted.some(([one, its]) => one === principal && its === name);
    room = {
      ...(left < room.left
        ? { left, tightest: { principal, whose, until } }
        : { left: room.left, tightest: room.tightest }),
      counted: isCounted ? room.counted : [...room.counted, [principal, name]],
    };
  }
  return room;
}

/** Holds in each of them, or gives back, or counts what was spent. */
export async function count(
  tx: Tx,
  organization: string,
  counted: readonly Counted[],
  more: { held: number; spent: number },
): Promise<void> {
  if (more.held === 0 && more.spent === 0) return;
  for (const [principal, period] of counted) await addToUse(tx, organization, principal, period, more);
}

/** As a reservation keeps it. */
export const readCounted = (text: string): Counted[] => JSON.parse(text);
