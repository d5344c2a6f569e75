import { AsyncLocalStorage } from "node:async_hooks";
import type { Actor } from "./actor.ts";

/** By whom and from where something happens, as far as the request that it happens for says it. */
export interface Occasion {
  ip?: string;
  userAgent?: string;
  /** Whoever signed in; not there before that is known, and where nobody did. */
  actor?: Actor;
  /** Of all that was counted for it and let it through, the limit that is nearest to its end. */
  nearest?: NearLimit;
}

export interface NearLimit {
  /** What is left of it, from 0 to 1. */
  share: number;
  /** As the answer tells of it. */
  headers(): Readonly<Record<string, string>>;
}

const occasions = new AsyncLocalStorage<Occasion>();
const NONE: Occasion = Object.freeze({});

/** Whatever `work` begins, also later, happens on this occasion. */
export const onOccasion = <T>(occasion: Occasion, work: () => T): T => occasions.run(occasion, work);

/** The occasion of the request that is answered; an empty one where it is none: what a server does by itself. */
export const occasion = (): Occasion => occasions.getStore() ?? NONE;

/** A limit let through what is asked on this occasion. */
export function noteLimit(limit: NearLimit): void {
  const here = occasions.getStore();
  if (here && (here.nearest === undefined || limit.share < here.nearest.share)) here.nearest = limit;
}
