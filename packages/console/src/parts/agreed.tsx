import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Call } from "../api/call.ts";
import { type Impact, lookAt, lookOf } from "../api/impact.ts";
import { ProblemError } from "../api/problem.ts";
import { confirm } from "./confirm.tsx";
import { ImpactView } from "./ImpactView.tsx";

/** How somebody is asked before a change is made. */
export interface Asking {
  title: string;
  /** What follows besides who gains and loses what. */
  text?: ReactNode;
  /** The word on the button. */
  confirm: string;
  danger?: boolean;
  /** Asked however few it touches: it cannot be undone. */
  always?: boolean;
  /** The one thing that it is about: what people gain and lose on it is told in words. */
  thing?: string;
}

/**
 * Looks at a change before it is made, and asks where more than one person gains or loses anything by it.
 * Whoever may not know what it changes is not asked, but by `always`; whether they may make it is told when it is made.
 */
export async function agreed(
  call: Call<unknown>,
  { title, text, confirm: word, danger = false, always = false, thing }: Asking,
): Promise<boolean> {
  const impact = await lookedAt(call, thing);
  const isSeen = impact !== null && typeof impact !== "string";
  const isMore = impact === TOO_MUCH || (isSeen && impact.subjects.total > 1);
  if (!isMore && !always) return true;
  return confirm({
    title,
    text: (
      <Stack gap="sm">
        {typeof text === "string" ? <Text size="sm">{text}</Text> : text}
        {impact === WITHHELD && <Text size="sm">{t`Who gains or loses what is not shown: you may not see it.`}</Text>}
        {impact === TOO_MUCH && (
          <Text size="sm">{t`More people and things than can be counted here would be touched.`}</Text>
        )}
        {isSeen && impact.subjects.total > 0 && <ImpactView look={lookOf(call)} first={impact} thing={thing} />}
      </Stack>
    ),
    confirm: word,
    danger,
    isLarge: true,
  });
}

const TOO_MUCH = "too much";
const WITHHELD = "withheld";

async function lookedAt(
  call: Call<unknown>,
  thing: string | undefined,
): Promise<Impact | typeof TOO_MUCH | typeof WITHHELD | null> {
  try {
    return await lookAt(call, thing === undefined ? {} : { on: thing });
  } catch (error) {
    if (!(error instanceof ProblemError) || !isRefusal(error)) throw error;
    if (error.reason === "simulation-too-large") return TOO_MUCH;
    return error.status === 403 ? WITHHELD : null;
  }
}

/** Anything else says nothing of the change: it is not made unseen because the network was away for a moment. */
const isRefusal = ({ status }: ProblemError) => status >= 400 && status < 500 && status !== 429;
