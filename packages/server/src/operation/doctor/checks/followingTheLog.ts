import type { Check, DoctorParts } from "../check.ts";
import { fine, wrong } from "../finding.ts";

export const followingTheLog: Check<DoctorParts> = ({ store, settings, now }) => {
  const silentMs = Math.max(0, Math.round(now() - store.lastHeardAt()));
  const detail = `heard from ${silentMs} ms ago; decisions are refused after ${settings.staleAfterMs} ms`;
  if (silentMs <= settings.staleAfterMs) return [fine(detail)];
  return [
    wrong({
      code: "log-not-followed",
      detail,
      cause: "What others changed meanwhile is not known here, so nothing is decided.",
      advice: "Check the connection to the database, and its load.",
    }),
  ];
};
