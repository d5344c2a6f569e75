import { type ReactNode, useSyncExternalStore } from "react";
import { AskingModal } from "./AskingModal.tsx";

interface FormInDialog {
  title: string;
  children: ReactNode;
}

let current: FormInDialog & { isOpen: boolean } = { title: "", children: null, isOpen: false };
const listeners = new Set<() => void>();

function show(next: typeof current) {
  current = next;
  for (const listener of listeners) listener();
}

/** Opens a form in a dialog. A question may lie above it, and what was typed is still there afterwards: Mantine's own dialogs take each other's place. */
export const openForm = (form: FormInDialog) => show({ ...form, isOpen: true });

/** Without a question: the form is saved, or there is nobody any more whose it is. */
export const closeForm = () => show({ ...current, isOpen: false });

export function FormDialog() {
  const { title, children, isOpen } = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  return (
    <AskingModal opened={isOpen} onClose={closeForm} title={title} centered>
      {children}
    </AskingModal>
  );
}
