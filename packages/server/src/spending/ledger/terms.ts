import type { BalanceSettings } from "../../config/index.ts";
import type { RefillUnit } from "../../store/index.ts";
import { amountOf } from "./amounts.ts";

export interface Refill {
  value: number;
  unit: RefillUnit;
  amount: number;
}

/** What an account is given by the settings that hold for it. */
export interface Terms {
  start: number;
  /** Null: nothing comes by itself, except to an account that was given a refill of its own. */
  refill: Refill | null;
}

export const termsOf = (balance: BalanceSettings): Terms => ({
  start: amountOf(balance.startBalance),
  refill:
    balance.autoRefillEnabled && balance.refillAmount > 0
      ? {
          value: balance.refillIntervalValue,
          unit: balance.refillIntervalUnit,
          amount: amountOf(balance.refillAmount),
        }
      : null,
});

/**
 * When an account is due again. By the local calendar, as LibreChat reckons: a day across a change of the clocks is 23 or 25 hours, and a month from
 * 31 January ends in March.
 */
export function dueAt(last: number, { value, unit }: Pick<Refill, "value" | "unit">): number {
  const at = new Date(last);
  switch (unit) {
    case "seconds":
      return last + value * 1_000;
    case "minutes":
      return last + value * 60_000;
    case "hours":
      return last + value * 3_600_000;
    case "days":
      return at.setDate(at.getDate() + value);
    case "weeks":
      return at.setDate(at.getDate() + 7 * value);
    case "months":
      return at.setMonth(at.getMonth() + value);
  }
}
