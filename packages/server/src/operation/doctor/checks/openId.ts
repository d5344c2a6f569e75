import { z } from "zod";
import type { OpenIdSettings } from "../../../config/index.ts";
import { boundedFetch } from "../../../identity/index.ts";
import { type Found, fine, wrong } from "../finding.ts";

const PATIENCE_MS = 5_000;
const WELL_KNOWN = "/.well-known/";

const Document = z.object({ issuer: z.string(), authorization_endpoint: z.string(), jwks_uri: z.url() });
const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional() })) });

/** Asked anew, past what the server remembers of it: what it says of itself, the keys that it signs with, and its clock. */
export async function lookAtOpenId(settings: OpenIdSettings, now: () => number, signal: AbortSignal): Promise<Found[]> {
  const patient = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const { issuer } = settings;
  const said = await read(documentOf(issuer), Document, patient);
  if (typeof said === "string")
    return [
      wrong({
        code: "openid-unreadable",
        detail: `the document of the OpenID provider ${said}`,
        cause: "Nobody signs in through it; people see that it does not answer.",
        advice: "Check OPENID_ISSUER, and that this machine reaches it.",
      }),
    ];
  if (!issuer.includes(WELL_KNOWN) && !isSame(said.body.issuer, issuer))
    return [
      wrong({
        code: "openid-issuer-differs",
        detail: `the OpenID provider calls itself ${said.body.issuer.slice(0, 200)}`,
        cause: `OPENID_ISSUER is ${issuer}: what it signs counts as another one's, and nobody signs in.`,
        advice: "Set OPENID_ISSUER to what the provider calls itself, letter by letter.",
      }),
    ];
  return [
    fine(`OpenID: ${said.body.issuer}`),
    ...(await lookAtKeys(said.body.jwks_uri, patient)),
    ...clockFinding(said.date, now(), settings.clockToleranceSeconds),
  ];
}

async function lookAtKeys(uri: string, signal: AbortSignal): Promise<Found[]> {
  const said = await read(uri, Keys, signal);
  const signing =
    typeof said === "string" ? [] : said.body.keys.filter(({ use }) => use === undefined || use === "sig");
  if (signing.length > 0) return [];
  return [
    wrong({
      code: "openid-keys-missing",
      detail: `the keys of the OpenID provider: ${typeof said === "string" ? `their list ${said}` : "none of them is for signatures"}`,
      cause: "What it signs cannot be believed, and nobody signs in through it.",
      advice: "See to it at the provider, and that this machine reaches the address of its keys (`jwks_uri`).",
    }),
  ];
}

/** @param date as HTTP says it: whole seconds */
function clockFinding(date: string | null, now: number, toleranceSeconds: number): Found[] {
  const differsBySeconds = Math.round((now - Date.parse(date ?? "")) / 1_000);
  if (Number.isNaN(differsBySeconds) || Math.abs(differsBySeconds) <= Math.max(1, toleranceSeconds)) return [];
  return [
    wrong({
      code: "openid-clock-differs",
      detail: `this machine's clock is ${Math.abs(differsBySeconds)} s ${differsBySeconds < 0 ? "behind" : "before"} the OpenID provider's`,
      cause: `Tokens that seem to be over, or not valid yet, are refused beyond ${toleranceSeconds} s (OPENID_CLOCK_TOLERANCE).`,
      advice: "Set this machine's clock (NTP), or the provider's.",
    }),
  ];
}

/** @returns why not, in words that hold nothing of what was said */
async function read<T>(
  url: string,
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<{ body: T; date: string | null } | string> {
  let answer: Response;
  try {
    answer = await boundedFetch(url, { signal, redirect: "error" });
  } catch {
    return signal.aborted ? "does not come in time" : "cannot be reached";
  }
  if (!answer.ok) return `is answered with ${answer.status}`;
  const body = shape.safeParse(await answer.json().catch(() => undefined));
  return body.success ? { body: body.data, date: answer.headers.get("date") } : "is none";
}

const documentOf = (issuer: string): string =>
  issuer.includes(WELL_KNOWN) ? issuer : `${issuer.replace(/\/+$/, "")}${WELL_KNOWN}openid-configuration`;

const isSame = (said: string, issuer: string): boolean =>
  URL.canParse(said) && new URL(said).href === new URL(issuer).href;
