import { createContext } from "react";

/** A form with something that may not be saved yet. */
export interface Unsaved {
  isDirty(): boolean;
  /** What would be lost. */
  text: string;
}

interface Dialog {
  forms: Set<Unsaved>;
  isOpen: boolean;
  /** Asks first, where something would be lost. */
  close(): void;
}

/** The dialog around its forms, which asks before it closes over them; null on a page. */
export const DialogForms = createContext<Dialog | null>(null);
