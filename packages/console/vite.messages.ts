import { lingui } from "@lingui/vite-plugin";

/** What the console says are messages: makes the macros of Lingui what runs, for its build and for its tests. English stays in the code. */
export const messages = () =>
  lingui({ cwd: import.meta.dirname, macroTransform: { macro: { descriptorFields: "message" } } });
