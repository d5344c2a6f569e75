import { t } from "@lingui/core/macro";
import { problemOf } from "../api/problem.ts";

const titles: Readonly<Record<number, string>> = { 0: t`No connection`, 403: t`Not allowed`, 404: t`Not found` };

/** The main heading of a page that could not be shown. */
export const failureTitle = (error: unknown): string => {
  const { status, code } = problemOf(error);
  return (status === 0 && code !== "offline" ? undefined : titles[status]) ?? t`Something went wrong`;
};
