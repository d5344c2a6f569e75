const PREFIX = "gatehouse-kept:";

/** Where something typed was: whose, and in which field or form. */
export interface Place {
  account: string;
  /** `/agents/64f0… fields`, `draft 5c1e…`. */
  of: string;
}

const keyOf = ({ account, of }: Place) => `${PREFIX}${account}:${of}`;

/** What somebody typed and has not saved or sent yet, as long as this tab is open, and for their own account only. Never passwords or other secrets. */
export const kept = {
  put(place: Place, value: unknown): void {
    try {
      sessionStorage.setItem(keyOf(place), JSON.stringify(value));
    } catch {
      // Full, or a browser that keeps nothing for a page: then it is as it was without.
    }
  },
  read(place: Place): unknown {
    try {
      return JSON.parse(sessionStorage.getItem(keyOf(place)) ?? "null");
    } catch {
      return null;
    }
  },
  take(place: Place): unknown {
    const found = kept.read(place);
    kept.drop(place);
    return found;
  },
  drop: (place: Place): void => forget((key) => key === keyOf(place)),
  /** After signing out: everything. After signing in: what somebody else left in this tab. */
  dropAll: (but?: string): void => forget((key) => but === undefined || !key.startsWith(`${PREFIX}${but}:`)),
};

function forget(isMeant: (key: string) => boolean): void {
  try {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(PREFIX) && isMeant(key)) sessionStorage.removeItem(key);
  } catch {
    // See above.
  }
}
