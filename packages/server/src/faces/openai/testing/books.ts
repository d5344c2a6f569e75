import type { Spending, SpendingWish } from "../../../spending/index.ts";

type End = { tokensIn: number; tokensOut: number } | "released" | "open";

/** Remembers what was admitted, and how it ended. */
export class Books {
  readonly entries: { wish: SpendingWish; end: End }[] = [];
  readonly spending: Spending = {
    admit: async (_actor, wish) => {
      const entry: (typeof this.entries)[number] = { wish, end: "open" };
      this.entries.push(entry);
      const end = async (how: End | Promise<End>) => {
        if (entry.end !== "open") throw new Error("it had ended");
        entry.end = await how;
      };
      return { settle: end, release: () => end("released") };
    },
  };

  get ends(): End[] {
    return this.entries.map(({ end }) => end);
  }
}
