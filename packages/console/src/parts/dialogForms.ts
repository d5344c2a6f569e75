import { createContext } from "react";

/** A form with something that may not be saved yet. */
export interface Unsaved {
  isDirty(): boolean;
  /** What would be lost. */
  text: string;
}

/** The forms within a dialog, which asks before it closes over them; null on a page. */
export const DialogForms = createContext<{ forms: Set<Unsaved>; isOpen: boolean } | null>(null);
