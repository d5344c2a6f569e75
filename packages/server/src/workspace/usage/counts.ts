/** What is counted. */
export interface Counts {
  /** Begun. */
  conversations: number;
  /** Written by people. */
  messages: number;
  /** Where it is told how many there were: of what was asked, and of what was answered. */
  tokensIn: number;
  tokensOut: number;
  /** How often a model was asked; and of these, how often nobody said how many tokens it took. */
  answers: number;
  untold: number;
  /** In thousandths of a credit: at prices that are known, and at the default price where none is. */
  cost: number;
  costAssumed: number;
}

/** The columns of tables that count. */
export const counters = [
  "conversations",
  "messages",
  "tokens_in",
  "tokens_out",
  "answers",
  "untold",
  "cost",
  "cost_assumed",
] as const;

export type CountedColumns = Record<(typeof counters)[number], number>;

/** As rows hold them; what is not said is none. */
export const columnsOf = (counts: Partial<Counts>): CountedColumns => ({
  conversations: counts.conversations ?? 0,
  messages: counts.messages ?? 0,
  tokens_in: counts.tokensIn ?? 0,
  tokens_out: counts.tokensOut ?? 0,
  answers: counts.answers ?? 0,
  untold: counts.untold ?? 0,
  cost: counts.cost ?? 0,
  cost_assumed: counts.costAssumed ?? 0,
});

/** As they are told. PostgreSQL tells large numbers as texts. */
export const countsOf = (row: { [Name in keyof CountedColumns]: number | string | bigint } | undefined): Counts => ({
  conversations: Number(row?.conversations ?? 0),
  messages: Number(row?.messages ?? 0),
  tokensIn: Number(row?.tokens_in ?? 0),
  tokensOut: Number(row?.tokens_out ?? 0),
  answers: Number(row?.answers ?? 0),
  untold: Number(row?.untold ?? 0),
  cost: Number(row?.cost ?? 0),
  costAssumed: Number(row?.cost_assumed ?? 0),
});

/** Adds one to another, in place. */
export function add(sum: Counts, more: Counts): void {
  for (const name of Object.keys(more) as (keyof Counts)[]) sum[name] += more[name]; // Counts has these keys and no others
}
