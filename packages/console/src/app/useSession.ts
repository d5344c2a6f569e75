import { useSyncExternalStore } from "react";
import { type SignedInUser, session } from "../api/session.ts";

/** Whoever is signed in; null when nobody is. */
export const useSession = (): SignedInUser | null => useSyncExternalStore(session.subscribe, session.user);
