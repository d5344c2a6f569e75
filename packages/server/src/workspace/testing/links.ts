import type { Change } from "@gatehouse/engine";
import { expect } from "vitest";
import type { House } from "./house.ts";
import { type Talk, talk } from "./talk.ts";

/** What `interface.sharedLinks.public` and ALLOW_SHARED_LINKS_PUBLIC bring: members may make links for everybody, visitors may open them. */
export const PUBLIC_LINKS = {
  env: { ALLOW_SHARED_LINKS_PUBLIC: "true" },
  changes: [
    { kind: "public-links-set", allowed: true },
    { kind: "feature-set", role: "role:USER", feature: "SHARED_LINKS.SHARE_PUBLIC", on: true },
  ] satisfies Change[],
};

export interface MadeLink {
  _id: string;
  shareId: string;
  /** `sharedLink:<_id>` */
  resource: string;
  conversation: Talk;
}

/** A link to a new conversation, in which this was said. */
export async function makeLink(house: House, person: string, said: string, wish: object = {}): Promise<MadeLink> {
  const conversation = await talk(house, person, said);
  return linkTo(house, person, conversation, wish);
}

export async function linkTo(house: House, person: string, conversation: Talk, wish: object = {}): Promise<MadeLink> {
  const made = await house.as(person, "POST", `/api/share/${conversation.id}`, wish);
  expect(made.statusCode, made.body).toBe(200);
  const { _id, shareId } = made.json();
  return { _id, shareId, resource: `sharedLink:${_id}`, conversation };
}

/** @param who null: a visitor */
export const open = (
  house: House,
  who: string | null,
  { shareId }: { shareId: string },
  passcode?: string,
  from?: string,
) =>
  house.app.inject({
    method: "GET",
    url: `/api/share/${shareId}`,
    headers: { ...(who && { "x-person": who }), ...(passcode !== undefined && { "x-share-passcode": passcode }) },
    ...(from && { remoteAddress: from }),
  });

/** The texts that somebody sees, or the code of why not. */
export async function seen(house: House, who: string | null, link: { shareId: string }, passcode?: string) {
  const answer = await open(house, who, link, passcode);
  const body = answer.json();
  return answer.statusCode === 200 ? body.messages.map(({ text }: { text: string }) => text) : body.code;
}
