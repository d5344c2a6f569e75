import type { Actor } from "../http/actor.ts";
import { Problem } from "../http/problem.ts";
import type { Refusals } from "../limits/index.ts";
import type { Admission, Spending, SpendingWish } from "./spending.ts";

/** The same, with whoever is refused noted: of an answer in a conversation, or in the midst of a stream, no other place hears. */
export const toldOfRefusals = (spending: Spending, refusals: Refusals): Spending => ({
  async admit(actor: Actor, wish: SpendingWish): Promise<Admission> {
    try {
      return await spending.admit(actor, wish);
    } catch (error) {
      // Nobody asked for a title, and nobody misses one.
      if (error instanceof Problem && wish.context !== "title") refusals.note(error, { actor, ip: undefined });
      throw error;
    }
  },
});
