import { problemOf } from "../api/problem.ts";

const titles: Readonly<Record<number, string>> = { 0: "No connection", 403: "Not allowed", 404: "Not found" };

/** The main heading of a page that could not be shown. */
export const failureTitle = (error: unknown): string => {
  const { status, code } = problemOf(error);
  return (status === 0 && code !== "offline" ? undefined : titles[status]) ?? "Something went wrong";
};
