import type { Letter } from "../mail/letters.ts";
import type { LetterRow } from "../mail/queries.ts";
import type { House } from "./house.ts";

/** Letters that wait for an address, as whoever has the key reads them; the newest first. */
export async function lettersTo(house: House, address: string): Promise<(LetterRow & Letter)[]> {
  await house.identity.settled();
  const rows = await house.store.db
    .selectFrom("letters")
    .selectAll()
    .where("recipient", "=", address)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => {
    const letter = house.identity.mail.read(row);
    if (!letter) throw new Error("it does not open");
    return { ...row, ...letter };
  });
}

/** The link of the newest letter of a kind to an address. */
export async function linkTo(house: House, address: string, kind: LetterRow["kind"]): Promise<Record<string, string>> {
  const letter = (await lettersTo(house, address)).find((one) => one.kind === kind);
  if (!letter) throw new Error(`no letter of this kind waits for ${address}`);
  return queryOf(letter.text);
}

/** What stands in the query of the link of a letter. */
export function queryOf(text: string): Record<string, string> {
  const url = /https?:\/\/\S+/.exec(text)?.[0] ?? "";
  return Object.fromEntries(new URL(url).searchParams);
}
