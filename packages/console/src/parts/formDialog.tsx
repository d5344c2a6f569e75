import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useSyncExternalStore } from "react";
import { AskingModal } from "./AskingModal.tsx";

interface FormInDialog {
  title: string;
  children: ReactNode;
  /** With room for lists; on a phone it fills the screen. */
  isLarge?: boolean;
}

let current: FormInDialog & { isOpen: boolean } = { title: "", children: null, isOpen: false };
const listeners = new Set<() => void>();

function show(next: typeof current) {
  current = next;
  for (const listener of listeners) listener();
}

/** Where the keyboard goes on afterwards. */
let opener: Element | null = null;

/** What was pressed; of an item of a menu, which has gone by then, the button that opened the menu. */
function pressed(): Element | null {
  const active = document.activeElement;
  const button = active?.closest('[role="menu"]')?.getAttribute("aria-labelledby");
  return button ? document.getElementById(button) : active;
}

function goBack() {
  if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
}

/** Opens a form in a dialog. A question may lie above it, and what was typed is still there afterwards: Mantine's own dialogs take each other's place. */
export function openForm(form: FormInDialog) {
  opener = pressed();
  show({ ...form, isOpen: true });
}

/** Without a question: the form is saved, or there is nobody any more whose it is. */
export const closeForm = () => show({ ...current, isOpen: false });

export function FormDialog() {
  const isSmall = useMediaQuery("(max-width: 36em)", false, { getInitialValueInEffect: false });
  const { title, children, isOpen, isLarge } = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  return (
    <AskingModal
      opened={isOpen}
      onClose={closeForm}
      title={title}
      onExitTransitionEnd={goBack}
      centered={!isLarge}
      {...(isLarge && { size: "xl", fullScreen: isSmall })}
    >
      {children}
    </AskingModal>
  );
}
