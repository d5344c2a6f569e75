import { useEffect, useRef, useState } from "react";
import { session } from "../../api/session.ts";
import { kept } from "../../parts/kept.ts";

/**
 * A message that is being written: still there after another page, a reload, or the end of the session.
 * @param of the conversation, or with whom a new one begins
 */
export function useDraft(of: string): [text: string, write: (text: string) => void] {
  const [account] = useState(() => session.user()?.id ?? "");
  const placeOf = (which: string) => ({ account, of: `draft ${which}` });
  const read = (which: string) => {
    const found = kept.read(placeOf(which));
    return typeof found === "string" ? found : "";
  };
  const [text, show] = useState(() => read(of));
  const save = (which: string, next: string) => {
    if (next === "") kept.drop(placeOf(which));
    else kept.put(placeOf(which), next);
  };
  const before = useRef(of);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when somebody else is chosen, and only then
  useEffect(() => {
    if (before.current === of) return;
    // What was typed goes along to whomever it is now for.
    if (text === "") show(read(of));
    else {
      save(before.current, "");
      save(of, text);
    }
    before.current = of;
  }, [of]);
  return [
    text,
    (next) => {
      show(next);
      save(of, next);
    },
  ];
}
