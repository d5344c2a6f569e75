import type { JWTPayload } from "jose";
import type { House } from "../../testing/house.ts";
import { CLIENT_ID, CLIENT_SECRET, type Pretender } from "./pretender.ts";

export const openIdEnv = (pretender: Pretender, more: Record<string, string> = {}): Record<string, string> => ({
  ALLOW_SOCIAL_LOGIN: "true",
  ALLOW_SOCIAL_REGISTRATION: "true",
  OPENID_ISSUER: pretender.url,
  OPENID_CLIENT_ID: CLIENT_ID,
  OPENID_CLIENT_SECRET: CLIENT_SECRET,
  DOMAIN_SERVER: "http://chat.example.org",
  DOMAIN_CLIENT: "http://chat.example.org",
  ...more,
});

/** Somebody's browser on its way to a provider. */
export interface Way {
  /** Where it was sent. */
  url: URL;
  /** The cookie that it has with it. */
  cookie: string;
}

export async function depart(house: House, provider = "openid", query = ""): Promise<Way> {
  const answer = await house.call("GET", `/oauth/${provider}${query}`);
  if (answer.statusCode !== 302) throw new Error(`${answer.statusCode}: ${answer.body}`);
  return { url: new URL(String(answer.headers.location)), cookie: passageOf(answer) };
}

export const passageOf = (answer: { cookies: { name: string; value: string }[] }): string =>
  answer.cookies.find(({ name }) => name === "gatehouse_passage")?.value ?? "";

export interface Arrived {
  /** Where the browser is sent; without the console's address. */
  to: string;
  /** The refresh token. */
  cookie: string;
}

/** @param answer parameters besides the state */
export async function arrive(
  house: House,
  way: Way,
  answer: Record<string, string>,
  provider = "openid",
): Promise<Arrived> {
  const query = new URLSearchParams({ state: way.url.searchParams.get("state") ?? "", ...answer });
  const came = await house.call("GET", `/oauth/${provider}/callback?${query}`, undefined, undefined, {
    headers: { cookie: `gatehouse_passage=${way.cookie}` },
  });
  return {
    to: String(came.headers.location ?? came.statusCode).replace("http://chat.example.org", ""),
    cookie: came.cookies.find(({ name }) => name === "refreshToken")?.value ?? "",
  };
}

/** The whole way, as somebody whom the provider describes by these claims. */
export async function signInAs(house: House, pretender: Pretender, claims: JWTPayload): Promise<Arrived> {
  const way = await depart(house);
  const idToken = await pretender.sign(pretender.claims(way.url, claims));
  return arrive(house, way, { code: pretender.codeFor(way.url, { idToken }) });
}

/** What somebody is, by the refresh token that they got. */
export async function tokenOf(house: House, cookie: string): Promise<{ token: string; id: string }> {
  const answer = await house.call("POST", "/api/auth/refresh", undefined, undefined, {
    headers: { cookie: `refreshToken=${cookie}` },
  });
  const { token, user } = answer.json<{ token: string; user: { id: string } }>();
  return { token, id: user.id };
}
