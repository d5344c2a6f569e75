import { administered } from "../access/index.ts";
import { namesOf } from "../access/people.ts";
import { type Actor, isOperator } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { noteEvent } from "../store/index.ts";
import { accountsWithBalances } from "./administrationQueries.ts";
import { bookEntries } from "./bookEntries.ts";
import { amountOf, creditsOf } from "./ledger/amounts.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { BalanceRow } from "./ledger/queries.ts";
import type { SpendingParts } from "./parts.ts";
import type {
  AccountBalance,
  BalanceChange,
  BalanceEntries,
  BalanceList,
  BalanceListQuery,
  EntriesQuery,
} from "./schemas.ts";
import type { Slices } from "./slices/slices.ts";
import { cutSlices } from "./slices/writing.ts";
import { balanceOf, deleteWarningsOf } from "./warnings/queries.ts";

const MANAGE = "manage:balances";

/** What administrators see and change of what others have. Whoever may change a balance may read it. */
export class BalanceAdministration {
  private readonly parts: SpendingParts;
  private readonly ledger: Ledger;
  private readonly slices: Slices;

  constructor(parts: SpendingParts, { ledger, slices }: { ledger: Ledger; slices: Slices }) {
    this.parts = parts;
    this.ledger = ledger;
    this.slices = slices;
  }

  /** People and what they have, in the order of their ids, and behind them services. @throws {Problem} `forbidden` without `manage:balances`; `cursor-invalid` */
  async list(actor: Actor, { search, limit, cursor }: BalanceListQuery): Promise<BalanceList> {
    const { access: organizations, cursors, store } = this.parts;
    const access = organizations.of(actor);
    const within = administered(access, actor, MANAGE);
    const question = ["accounts with balances", access.id, search ?? "", within && actor.subject];
    const after = cursor ? cursors.read(question, cursor) : "";
    const rows = await accountsWithBalances(store.db, access.id, { search, after, within, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      balances: page.map((row) => ({ ...shown(row.account, row.balance), name: row.name, email: row.email })),
      nextCursor: rows.length > limit && last ? cursors.sign(question, last.account) : null,
    };
  }

  /** What one account has. @throws {Problem} `forbidden`, `resource-not-found` */
  async find(actor: Actor, account: string): Promise<AccountBalance> {
    const { name } = await this.require(actor, account);
    return { ...shown(account, await this.ledger.find({ organization: actor.organization, account })), name };
  }

  /** What was moved, the newest first. @throws {Problem} as {@link find}; `cursor-invalid` */
  async entries(actor: Actor, account: string, query: EntriesQuery): Promise<BalanceEntries> {
    await this.require(actor, account);
    return bookEntries(this.parts, { organization: actor.organization, account }, query);
  }

  /**
   * Gives or takes credits. What answers under way hold is not taken: a balance that is set lower keeps it.
   * @throws {Problem} as {@link find}
   */
  async change(actor: Actor, account: string, { set, add, reason }: BalanceChange): Promise<AccountBalance> {
    const { name } = await this.require(actor, account);
    const { organization } = actor;
    // Nobody's rights change by it: a dry run says so, and ends here.
    if (actor.dryRun !== undefined)
      await this.parts.access.of(actor).commit(actor, async () => ({ changes: [], result: null }));
    await this.slices.giveBack({ organization, account });
    await this.ledger.inBook({ organization, account }, async (book, tx, at) => {
      // Those of other servers.
      await cutSlices(tx, book);
      const before = book.balance;
      const wanted = set === undefined ? amountOf(add ?? 0) : amountOf(set) - before;
      const facts = { actor: actor.name, reason: reason ?? null };
      // Who is near the end of that again is told again.
      if (wanted > 0) await deleteWarningsOf(tx, organization, balanceOf(account));
      if (wanted >= 0) book.give("added", wanted, facts);
      else book.take(-wanted, facts);
      await noteEvent(tx, {
        organization,
        kind: "balance-changed",
        actor: actor.name,
        about: [account],
        facts: { before: creditsOf(before), after: creditsOf(book.balance) },
        ...(reason !== undefined && { details: { reason } }),
        at,
      });
    });
    return { ...shown(account, await this.ledger.find({ organization, account })), name };
  }

  private async require(actor: Actor, account: string): Promise<{ name: string }> {
    const access = this.parts.access.of(actor);
    // Whoever may not ask about anybody is told so, and not who there is.
    if (!isOperator(actor) && !access.may(actor, MANAGE, account)) access.require(actor, MANAGE);
    const person = (await namesOf(this.parts.store.db, access.id, [account])).get(account);
    if (!person) throw problem("resource-not-found");
    return { name: person.name };
  }
}

function shown(account: string, row: BalanceRow | undefined): Omit<AccountBalance, "name"> {
  return {
    account,
    balance: creditsOf((row?.available ?? 0) + (row?.held ?? 0)),
    held: creditsOf(row?.held ?? 0),
    spent: creditsOf(row?.spent ?? 0),
    opened: row?.opened_at != null,
    refill:
      row?.auto_refill === 1
        ? {
            every: row.refill_value ?? 0,
            unit: row.refill_unit ?? "days",
            credits: creditsOf(row.refill_amount ?? 0),
            lastAt: row.last_refill_at === null ? null : new Date(row.last_refill_at).toISOString(),
          }
        : null,
  };
}
