import type { Tx } from "../../store/index.ts";
import { count, readCounted, roomIn } from "../budgets/holding.ts";
import type { Book } from "../ledger/book.ts";
import { CLOCK } from "../ledger/lanes.ts";
import { charge, type Ledger } from "../ledger/ledger.ts";
import {
  deleteReservation,
  findReservation,
  insertReservation,
  markExpired,
  type ReservationRow,
  slicesOf,
  updateReservation,
} from "../ledger/queries.ts";
import type { Slice, Took } from "./slice.ts";

/** A server that is lost keeps what it held from others for so long, at most, and until the account is used or swept. */
export const SLICE_MS = 30_000;
/** A slice is at most one part of so many of what is there: so much less may be seen elsewhere. */
const SHARE = 8;

/** What the books hold for a slice after it was written. */
export interface Written {
  /** More that it may let in. */
  more: number;
  /** That is less than was wanted. */
  isShort: boolean;
  until: number;
  /** It is no more: it was given back, or its time was over, or its account is gone. */
  isOver: boolean;
}

/** What is written at a time. It stays as it is until it is known that it was. */
export interface Group {
  took: readonly Took[];
  /** Of what was free, what is given back. */
  back: number;
  /** Whether the slice ends with it: nothing is under way. */
  isLast: boolean;
}

/**
 * Opens a slice, as large as is wanted of it and as there is. A start balance and a refill that is due come first, as for any reservation.
 * @returns null where there is so little that each call is looked at by itself
 */
export function openSlice(ledger: Ledger, slice: Slice): Promise<Written | null> {
  const { owner, terms, budgets } = slice.of;
  const { organization, account } = owner;
  return ledger.inBook(
    owner,
    async (book, tx, at) => {
      if (terms) {
        book.open(terms, CLOCK);
        book.refillFor(slice.wanted, CLOCK);
      }
      const room = await roomIn(tx, organization, budgets, at);
      const { more, isShort } = moreFor(slice, { held: 0, there: thereFor(slice, book, room.left) });
      if (more === 0) return null;
      hold(book, slice, more);
      const isCounted = room.counted.length > 0;
      await count(tx, organization, room.counted, { held: more, spent: 0 });
      const until = at + SLICE_MS;
      await insertReservation(tx, {
        ...{ organization_id: organization, account, id: slice.id, expires_at: until, groups_written: 0 },
        ...{ amount: terms ? more : 0, is_free: terms ? 0 : 1 },
        ...{ budget_held: isCounted ? more : 0, budgets: JSON.stringify(room.counted) },
      });
      return { more, isShort, until, isOver: false };
    },
    budgets,
  );
}

/**
 * Writes what calls took, an entry for each; holds more where more is wanted, and gives back what is not needed. The same group again writes nothing:
 * who could not learn whether it was written asks again.
 */
export function writeGroup(ledger: Ledger, slice: Slice, group: Group): Promise<Written> {
  const { owner, budgets } = slice.of;
  const number = slice.groups + 1;
  return ledger.inBook(
    owner,
    async (book, tx, at) => {
      const row = await findReservation(tx, owner.organization, owner.account, slice.id);
      if (!row) return gone;
      if (row.groups_written === number) return { ...none, until: row.expires_at, isOver: row.is_expired === 1 };
      const rest = await settled(tx, book, row, group);
      if (group.isLast) {
        await deleteReservation(tx, row);
        return gone;
      }
      const room = await roomIn(tx, owner.organization, budgets, at);
      // A period is over, or another budget counts: what is held counts in the old ones, and nothing more is.
      const isStale = row.is_expired === 1 || slice.isClosing || JSON.stringify(room.counted) !== row.budgets;
      const { more, isShort } = isStale
        ? none
        : await grown(tx, book, slice, { row, held: rest.held, roomLeft: room.left });
      const until = row.is_expired === 1 ? row.expires_at : at + SLICE_MS;
      await updateReservation(tx, row, {
        amount: rest.amount + (row.is_free === 1 ? 0 : more),
        budget_held: rest.budgetHeld + (row.budgets === "[]" ? 0 : more),
        expires_at: until,
        groups_written: number,
      });
      return { more, isShort, until, isOver: isStale };
    },
    budgets,
  );
}

type More = Pick<Written, "more" | "isShort">;
const none: More = { more: 0, isShort: true };
const gone: Written = { ...none, until: 0, isOver: true };

/** Takes what calls took out of what is held, and gives back what is to be given back. @returns what is held then */
async function settled(
  tx: Tx,
  book: Book,
  row: ReservationRow,
  { took, back, isLast }: Group,
): Promise<{ amount: number; budgetHeld: number; held: number }> {
  const counted = readCounted(row.budgets);
  let { amount } = row;
  let cost = 0;
  for (const { facts, cost: its } of took) {
    amount -= charge(book, { id: row.id, held: amount, isFree: row.is_free === 1, cost: its, facts });
    cost += its;
  }
  const inside = Math.min(cost, row.budget_held);
  const returned = isLast ? amount : Math.min(back, amount);
  const budgetReturned = isLast ? row.budget_held - inside : Math.min(back, row.budget_held - inside);
  book.move("returned", "held", "available", returned, { actor: CLOCK, reservation: row.id });
  await count(tx, row.organization_id, counted, { held: -inside - budgetReturned, spent: cost });
  const [left, budgetHeld] = [amount - returned, row.budget_held - inside - budgetReturned];
  return { amount: left, budgetHeld, held: Math.max(left, budgetHeld) };
}

/** Holds more of what is there. */
async function grown(
  tx: Tx,
  book: Book,
  slice: Slice,
  { row, held, roomLeft }: { row: ReservationRow; held: number; roomLeft: number },
): Promise<More> {
  if (slice.of.terms) book.refillFor(slice.wanted, CLOCK);
  const { more, isShort } = moreFor(slice, { held, there: thereFor(slice, book, roomLeft) });
  hold(book, slice, more);
  await count(tx, row.organization_id, readCounted(row.budgets), { held: more, spent: 0 });
  return { more, isShort };
}

/**
 * Takes from all slices of an account what they hold, on whatever server: what is there is told anew, and no server lets anybody in by what was. What
 * their calls took until they learn of it is still charged.
 */
export async function cutSlices(tx: Tx, book: Book): Promise<void> {
  for (const row of await slicesOf(tx, book.organization, book.account)) {
    book.move("returned", "held", "available", row.amount, { actor: CLOCK, reservation: row.id });
    await count(tx, book.organization, readCounted(row.budgets), { held: -row.budget_held, spent: 0 });
    await markExpired(tx, row);
  }
}

const thereFor = ({ of }: Slice, book: Book, roomLeft: number): number =>
  of.terms ? Math.min(book.available, roomLeft) : roomLeft;

/** How much more it gets: what is wanted and not free yet, as far as it is then no more than its share. */
function moreFor(slice: Slice, { held, there }: { held: number; there: number }): More {
  const wanted = Math.max(0, slice.wanted - slice.free);
  const most = Math.max(0, Math.floor((held + there) / SHARE) - held);
  return { more: Math.min(wanted, most), isShort: most < wanted };
}

const hold = (book: Book, { id, of }: Slice, more: number): void => {
  if (of.terms) book.move("reserved", "available", "held", more, { actor: CLOCK, reservation: id });
};
