import { isRecord, offline, problemAnswered } from "./problem.ts";
import type { AnswerOf } from "./schema.ts";

/** The account that is signed in, as login and refresh answer it. */
type SignIn = Extract<AnswerOf<"/api/auth/login", "post">, { token: string }>;
export type SignedInUser = SignIn["user"];

interface Session {
  /** Kept in memory only: what runs in another tab or after a reload asks for its own by the cookie. */
  token: string;
  user: SignedInUser;
  /** On this machine's clock, ms since 1970; from here on the token is renewed before it is used. */
  renewAt: number;
}

let current: Session | null = null;
let renewal: Promise<boolean> | null = null;
let beginning: Promise<boolean> | null = null;
/** The highest revision that this session has seen; reads ask for at least that one. */
let revision = 0;
const listeners = new Set<() => void>();
const endListeners = new Set<() => void>();
const demandListeners = new Set<() => void>();
const otherTabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("gatehouse-session") : null;
otherTabs?.addEventListener("message", () => end(false));

/** The session of this tab: an access token in memory, renewed by the refresh cookie. */
export const session = {
  user: () => current?.user ?? null,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Calls when the session has ended otherwise than by signing out here. */
  onEnd(listener: () => void) {
    endListeners.add(listener);
    return () => {
      endListeners.delete(listener);
    };
  },
  /** Calls when the server begins to ask for a second factor that there is not. */
  onDemand(listener: () => void) {
    demandListeners.add(listener);
    return () => {
      demandListeners.delete(listener);
    };
  },
  /** The server answers nothing else until a second factor is set up. */
  demanded() {
    if (!current || current.user.twoFactorNeeded) return;
    current = { ...current, user: { ...current.user, twoFactorNeeded: true } };
    tell();
    for (const listener of demandListeners) listener();
  },
  /** Once at start: is there a session already (by the cookie)? Later calls answer from memory. */
  begin(): Promise<boolean> {
    if (current) return Promise.resolve(true);
    beginning ??= renew();
    return beginning;
  },
  /** Takes over what login answered. */
  take(answer: { token: string; user: SignedInUser }) {
    current = {
      token: answer.token,
      user: { ...answer.user, id: answer.user.id },
      renewAt: Date.now() + lifeOf(answer.token) - RENEW_EARLY,
    };
    beginning = Promise.resolve(true);
    tell();
  },
  /** Whoever is signed in has another picture, or none. */
  pictured(avatar: string | null) {
    if (!current) return;
    current = { ...current, user: { ...current.user, avatar } };
    tell();
  },
  /** A token to send; renewed first when it is about to end. Null without a session. */
  async token(): Promise<string | null> {
    if (current && Date.now() >= current.renewAt) await renew();
    return current?.token ?? null;
  },
  /** After a 401: one refresh for all calls that wait. */
  renew,
  /** Forgets everything; the caller has told the server. */
  signOut() {
    otherTabs?.postMessage("signed-out");
    current = null;
    revision = 0;
    beginning = Promise.resolve(false);
    tell();
  },
  /** The server no longer knows the session. */
  ended: () => end(true),
  revision: () => revision,
  sawRevision(seen: string | null) {
    const number = Number(seen ?? Number.NaN);
    if (Number.isSafeInteger(number) && number > revision) revision = number;
  },
};

const RENEW_EARLY = 60_000;

function renew(): Promise<boolean> {
  renewal ??= refresh().finally(() => {
    renewal = null;
  });
  return renewal;
}

/** @throws {ProblemError} `offline`: then nothing is known about the session, and it stays. */
async function refresh(): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch("/api/auth/refresh", { method: "POST", credentials: "same-origin" });
  } catch {
    beginning = null;
    throw offline();
  }
  // Without a cookie the answer is 200 with plain text, as LibreChat's clients expect.
  const answer: unknown = await response.json().catch(() => null);
  if (response.status >= 500) {
    beginning = null;
    throw problemAnswered(response.status, answer);
  }
  if (!response.ok || !isRecord(answer) || typeof answer.token !== "string" || !isUser(answer.user)) return false;
  session.take({ token: answer.token, user: answer.user });
  return true;
}

function end(tellOthers: boolean) {
  const had = current !== null;
  if (tellOthers && had) otherTabs?.postMessage("signed-out");
  current = null;
  revision = 0;
  beginning = Promise.resolve(false);
  tell();
  // Also of a session that had ended before: somebody may have gone to another page while they were sent to the sign-in.
  for (const listener of endListeners) listener();
}

function tell() {
  for (const listener of listeners) listener();
}

const isUser = (value: unknown): value is SignedInUser =>
  isRecord(value) && typeof value.id === "string" && typeof value.role === "string";

/** How long the token lives in ms, from its own claims: the machine's clock need not be right. Five minutes if it does not say. */
function lifeOf(token: string): number {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims: unknown = JSON.parse(atob(payload));
    if (isRecord(claims) && typeof claims.exp === "number" && typeof claims.iat === "number")
      return (claims.exp - claims.iat) * 1000;
  } catch {
    // An opaque token: a 401 will say when it has ended.
  }
  return 300_000;
}
