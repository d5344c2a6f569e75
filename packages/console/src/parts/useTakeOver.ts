import type { UseFormReturnType } from "@mantine/form";
import { useEffect, useRef, useState } from "react";
import { changed, takeOver } from "./takeOver.ts";
import { useKept } from "./useKept.ts";

/**
 * Keeps a form up with what is stored: see `takeOver`; also what was typed when the session ended, with what it began with.
 * @param fresh what is stored now
 * @returns what somebody else wrote in the fields in which one has typed oneself, and which ones they changed besides; and how to say what one has saved
 */
export function useTakeOver<Values extends Record<string, unknown>>(form: UseFormReturnType<Values>, fresh: Values) {
  const base = useRef(fresh);
  const [theirs, setTheirs] = useState<Partial<Values>>({});
  const [besides, setBesides] = useState<(keyof Values & string)[]>([]);
  useKept(
    "fields",
    () => (form.isDirty() ? { began: base.current, values: form.getValues() } : null),
    ({ began, values }) => {
      base.current = began;
      form.setValues(values);
    },
  );
  const freshText = JSON.stringify(fresh);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something else is stored, and only then
  useEffect(() => {
    if (JSON.stringify(base.current) === freshText) return;
    const { values, both } = takeOver(base.current, form.getValues(), fresh);
    const byThem = Object.keys(changed(base.current, fresh)) as (keyof Values & string)[];
    setBesides(byThem.filter((field) => !both.includes(field)));
    base.current = fresh;
    form.setValues(values);
    form.resetDirty(fresh);
    const found: Partial<Values> = {};
    for (const field of both) found[field] = fresh[field];
    setTheirs(found);
  }, [freshText]);
  return {
    theirs,
    /** The fields that somebody else changed, and oneself did not. */
    besides,
    /** What was saved is the beginning now; what was typed since it was sent is still to be saved. */
    saved(values: Values, sent: Values) {
      base.current = values;
      form.setValues(takeOver(sent, form.getValues(), values).values);
      form.resetDirty(values);
      setTheirs({});
    },
    takeTheirs() {
      form.setValues(base.current);
      form.resetDirty(base.current);
      setTheirs({});
    },
  };
}
