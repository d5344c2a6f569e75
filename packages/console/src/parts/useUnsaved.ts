import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { confirm } from "./confirm.tsx";

/** The forms on the screen with something that is not saved yet. */
const unsaved = new Set<() => boolean>();

/**
 * Asks before somebody leaves a form with changes that are not saved yet, whether to another page, out of the window, or by signing out.
 * @param isDirty asked when somebody leaves
 * @param text what would be lost
 */
export function useUnsaved(isDirty: () => boolean, text: string) {
  const latest = useRef(isDirty);
  latest.current = isDirty;
  useEffect(() => {
    const ask = () => latest.current();
    unsaved.add(ask);
    return () => {
      unsaved.delete(ask);
    };
  }, []);
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && isDirty() && !(await confirmLeaving(text)),
    enableBeforeUnload: () => isDirty(),
  });
}

/** For what leads away without another page: signing out. @returns whether nothing is lost, or the person says so */
export const mayLeave = async (): Promise<boolean> =>
  ![...unsaved].some((isDirty) => isDirty()) || confirmLeaving("Your changes on this page are not saved yet.");

const confirmLeaving = (text: string) => confirm({ title: "Leave without saving?", text, confirm: "Leave" });
