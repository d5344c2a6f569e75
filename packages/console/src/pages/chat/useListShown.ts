import { useState } from "react";
import { isRecord } from "../../api/problem.ts";
import { session } from "../../api/session.ts";
import { kept } from "../../parts/kept.ts";

export interface ListShown {
  isArchived: boolean;
  /** Only those with this bookmark. */
  bookmark: string | null;
}

/** Which conversations the list shows. Kept for this tab: opening one of them builds the list anew. */
export function useListShown(): [ListShown, (change: Partial<ListShown>) => void] {
  const [place] = useState(() => ({ account: session.user()?.id ?? "", of: "list of conversations" }));
  const [shown, setShown] = useState(() => shownIn(kept.read(place)));
  return [
    shown,
    (change) => {
      const next = { ...shown, ...change };
      kept.put(place, next);
      setShown(next);
    },
  ];
}

const shownIn = (value: unknown): ListShown => ({
  isArchived: isRecord(value) && value.isArchived === true,
  bookmark: isRecord(value) && typeof value.bookmark === "string" ? value.bookmark : null,
});
