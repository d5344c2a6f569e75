import type { LightMyRequestResponse } from "fastify";
import { TOTP } from "otpauth";
import { cookieOf, type House, PASSWORD, type SignedInPerson } from "./house.ts";

const STEP_MS = 30_000;

/** Somebody's app on the phone, and the paper with their backup codes. */
export interface Authenticator {
  backupCodes: string[];
  /** What it shows now, by the clock of the house; a number of steps away from it. */
  code(stepsAway?: number): string;
  /** The next one: time passes until it shows one that was not used. */
  next(): string;
}

/** Begins to set it up. @throws where that is refused */
export async function begin(house: House, { token }: Pick<SignedInPerson, "token">, body = {}): Promise<Authenticator> {
  const answer = await house.call("POST", "/api/auth/2fa/enable", body, token);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return appOf(house, answer.json());
}

/** What an app shows for a secret in base 32. @param now milliseconds */
export const codeAt = (secret: string, now: number, stepsAway = 0): string =>
  new TOTP({ secret }).generate({ timestamp: now + stepsAway * STEP_MS });

function appOf(house: House, { otpauthUrl, backupCodes }: { otpauthUrl: string; backupCodes: string[] }) {
  const secret = new URL(otpauthUrl).searchParams.get("secret") ?? "";
  const code = (stepsAway = 0) => codeAt(secret, house.identity.now(), stepsAway);
  return {
    backupCodes,
    code,
    next: () => {
      house.wait(STEP_MS);
      return code();
    },
  };
}

export const confirm = (house: House, { token }: Pick<SignedInPerson, "token">, code: string) =>
  house.call("POST", "/api/auth/2fa/confirm", { token: code }, token);

/** The whole: set up and switched on. */
export async function setUp(house: House, person: Pick<SignedInPerson, "token">, body = {}): Promise<Authenticator> {
  const app = await begin(house, person, body);
  const answer = await confirm(house, person, app.code());
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return app;
}

/** The first step. @returns its temporary token; undefined where a session began at once */
export async function sayPassword(house: House, name: string, path = "/api/auth/login"): Promise<string | undefined> {
  const answer = await house.call("POST", path, { email: `${name}@example.org`, password: PASSWORD });
  return answer.json<{ tempToken?: string }>().tempToken;
}

export const sayCode = (house: House, tempToken: string | undefined, code: object): Promise<LightMyRequestResponse> =>
  house.call("POST", "/api/auth/2fa/verify-temp", { tempToken, ...code });

/** Both steps. */
export async function signInWithCode(house: House, name: string, token: string): Promise<SignedInPerson> {
  const answer = await sayCode(house, await sayPassword(house, name), { token });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  const { token: access, user } = answer.json<{ token: string; user: { id: string } }>();
  const { sid } = JSON.parse(Buffer.from(access.split(".")[1] ?? "", "base64url").toString()) as { sid: string };
  return { id: user.id, token: access, cookie: cookieOf(answer), session: sid };
}
