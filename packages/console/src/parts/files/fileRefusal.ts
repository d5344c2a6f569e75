import { t } from "@lingui/core/macro";
import { problemOf } from "../../api/problem.ts";
import { problemInWords } from "../problemInWords.ts";
import { bytesInWords } from "./bytesInWords.ts";

export interface FileRefusal {
  text: string;
  /** Whether the same may go well the next time. */
  mayTryAgain: boolean;
}

/** Why an upload was refused, as a sentence about the file. */
export function fileRefusal(thrown: unknown): FileRefusal {
  const problem = problemOf(thrown);
  const { code, status, message } = problem;
  const never = (text: string) => ({ text, mayTryAgain: false });
  if (code === "media-type-unsupported") {
    const type = /`([^`]+)`/.exec(message)?.[1];
    return never(t`Files of this type${type ? ` (${type})` : ""} are not taken here.`);
  }
  if (code === "body-too-large") {
    const most = /(\d+) bytes at most/.exec(message)?.[1];
    return never(
      most ? t`It is larger than ${bytesInWords(Number(most))}, which is the most here.` : t`It is too large.`,
    );
  }
  if (code === "feature-off") return never(t`Files are switched off here.`);
  if (code === "rate-limited")
    return { text: t`Too many files in a short time. Wait some minutes, then try again.`, mayTryAgain: true };
  if (code === "offline") return { text: t`The connection was lost, or the file cannot be read.`, mayTryAgain: true };
  const { title, text } = problemInWords(problem);
  return { text: text ?? `${title}.`, mayTryAgain: status === 0 || status === 429 || status >= 500 };
}
