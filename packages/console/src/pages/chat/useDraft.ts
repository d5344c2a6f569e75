import { useEffect, useRef, useState } from "react";
import { session } from "../../api/session.ts";
import { kept } from "../../parts/kept.ts";

/** A part of a message that is being written. */
export interface DraftKind<Value> {
  /** Tells it from the other parts. */
  name: string;
  empty: Value;
  isEmpty(value: Value): boolean;
  /** What was kept, which anybody at this browser may have written; anything else is empty. */
  read(found: unknown): Value;
}

export const textDraft: DraftKind<string> = {
  name: "draft",
  empty: "",
  isEmpty: (text) => text === "",
  read: (found) => (typeof found === "string" ? found : ""),
};

/**
 * A message that is being written: still there after another page, a reload, or the end of the session.
 * @param of the conversation, or with whom a new one begins
 */
export function useDraft<Value>(of: string, kind: DraftKind<Value>): [value: Value, write: (value: Value) => void] {
  const [account] = useState(() => session.user()?.id ?? "");
  const placeOf = (which: string) => ({ account, of: `${kind.name} ${which}` });
  const read = (which: string) => kind.read(kept.read(placeOf(which)));
  const [value, show] = useState(() => read(of));
  const save = (which: string, next: Value) => {
    if (kind.isEmpty(next)) kept.drop(placeOf(which));
    else kept.put(placeOf(which), next);
  };
  const before = useRef(of);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when somebody else is chosen, and only then
  useEffect(() => {
    if (before.current === of) return;
    // What was typed goes along to whomever it is now for.
    if (kind.isEmpty(value)) show(read(of));
    else {
      save(before.current, kind.empty);
      save(of, value);
    }
    before.current = of;
  }, [of]);
  return [
    value,
    (next) => {
      show(next);
      save(of, next);
    },
  ];
}
