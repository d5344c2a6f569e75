import { t } from "@lingui/core/macro";
import { useBlocker } from "@tanstack/react-router";
import { useContext, useEffect, useRef } from "react";
import { confirm } from "./confirm.tsx";
import { DialogForms, type Unsaved } from "./dialogForms.ts";

/** The forms on the screen with something that is not saved yet. */
const unsaved = new Set<Unsaved>();

/**
 * Asks before somebody leaves a form with changes that are not saved yet, whether to another page, out of the window, by signing out, or by closing
 * the dialog that it lies in.
 * @param isDirty asked when somebody leaves
 * @param text what would be lost
 */
export function useUnsaved(isDirty: () => boolean, text: string) {
  const dialog = useContext(DialogForms);
  // A dialog that closes still shows its form for a moment; that one is saved, or given up.
  const isUnsaved = () => dialog?.isOpen !== false && isDirty();
  const latest = useRef({ isUnsaved, text });
  latest.current = { isUnsaved, text };
  useEffect(() => {
    const form: Unsaved = {
      isDirty: () => latest.current.isUnsaved(),
      get text() {
        return latest.current.text;
      },
    };
    unsaved.add(form);
    dialog?.forms.add(form);
    return () => {
      unsaved.delete(form);
      dialog?.forms.delete(form);
    };
  }, [dialog]);
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && isUnsaved() && !(await confirmLeaving(text)),
    enableBeforeUnload: isUnsaved,
  });
}

/** For what leads away without another page: signing out. @returns whether nothing is lost, or the person says so */
export const mayLeave = async (): Promise<boolean> =>
  ![...unsaved].some((form) => form.isDirty()) || confirmLeaving(t`Your changes on this page are not saved yet.`);

const confirmLeaving = (text: string) => confirm({ title: t`Leave without saving?`, text, confirm: t`Leave` });
