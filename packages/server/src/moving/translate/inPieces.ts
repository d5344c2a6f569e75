/** Both databases take so many names in one list, and more cost no less each. */
const PIECE = 500;

/** Works on many in pieces that a statement can name. */
export async function inPieces<T>(all: readonly T[], work: (some: readonly T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += PIECE) await work(all.slice(from, from + PIECE));
}
