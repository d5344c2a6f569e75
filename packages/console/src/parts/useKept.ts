import { t } from "@lingui/core/macro";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { session } from "../api/session.ts";
import { kept, type Place } from "./kept.ts";
import { tell } from "./tell.tsx";

/**
 * Keeps what was typed in a form while its session ends, and gives it back when the same account opens the form again.
 * @param form tells it from others at the same address
 * @param typed what is not saved yet, without passwords and secrets; null if there is nothing
 * @param restore puts it into the form again
 */
export function useKept<Typed>(form: string, typed: () => Typed | null, restore: (typed: Typed) => void) {
  const router = useRouter();
  // When the session has ended, whose it was is no longer known.
  const [place] = useState<Place>(() => ({
    account: session.user()?.id ?? "",
    of: `${router.state.location.pathname} ${form}`,
  }));
  const latest = useRef({ typed, restore });
  latest.current = { typed, restore };
  useEffect(() => {
    const found = kept.take(place);
    if (found !== null) {
      // Only this form writes at this place, and only what `typed` gave it.
      latest.current.restore(found as Typed);
      tell.done(t`What you had typed is here again. It is not saved yet.`);
    }
    return session.onEnd(() => {
      const values = latest.current.typed();
      if (values !== null) kept.put(place, values);
    });
  }, [place]);
}
