import { session } from "../../api/session.ts";
import { kept } from "../../parts/kept.ts";

/** What was chosen lately: by the key of its entry, and with its words where it was found, for that is not searched for again. */
export interface Chosen {
  readonly key: string;
  readonly found?: { readonly href: string; readonly label: string; readonly detail: string };
}

const MOST = 5;
const place = () => ({ account: session.user()?.id ?? "", of: "palette" });

/** As long as this tab is open and its person signed in: names of people and things stay on no machine. */
export const recent = {
  list(): readonly Chosen[] {
    const read = kept.read(place());
    // Only `add` writes at this place.
    return Array.isArray(read) ? (read as Chosen[]) : [];
  },
  add(chosen: Chosen): void {
    kept.put(place(), [chosen, ...recent.list().filter(({ key }) => key !== chosen.key)].slice(0, MOST));
  },
};
