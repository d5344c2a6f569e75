import { Button } from "@mantine/core";
import { type Sharing, type TakenBack, takeAllBack } from "../../api/access.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { confirm } from "../../parts/confirm.tsx";
import { kindOf } from "./kinds.ts";
import type { Shared } from "./ShareButton.tsx";
import { showStillThere } from "./StillThere.tsx";
import { useSharingChange } from "./useSharingChange.ts";

/** Ends all that was given, in one write: plain, with an end, with a condition. Denies stay: they give nothing to anybody. */
export function useTakeAllBack(shared: Shared, { owner, grants, etag }: Sharing) {
  const { type, id, name } = shared;
  const taking = useSharingChange<void, TakenBack>(shared, {
    run: () => takeAllBack(type, id, etag),
    said: ({ taken, stays }) => {
      if (stays.some(({ grant }) => grant.allow.length > 0)) return `${taken} taken back; some could not be`;
      return taken === 0 ? "It was not shared with anybody" : `${name} is private again`;
    },
    onDone: ({ stays }) => showStillThere(stays),
    onFailed: () => undefined,
  });
  const ask = async () => {
    const sure = await confirm({
      title: `Take ${name} back from everybody?`,
      text: [
        `Nobody but ${owner.name} will be able to ${kindOf(type).reached}.`,
        kindOf(type).ends,
        "What denies stays.",
      ]
        .filter(Boolean)
        .join(" "),
      confirm: "Take all back",
    });
    if (sure) taking.mutate();
  };
  return {
    // What is shared with nobody cannot be taken back.
    button: grants.some(({ allow }) => allow.length > 0) && (
      <Button
        variant="subtle"
        color="red"
        c="var(--mantine-color-error)"
        loading={taking.isPending}
        onClick={() => void ask()}
      >
        Take all back
      </Button>
    ),
    problem: <ChangeProblem of={taking} again="Take all back all the same" />,
  };
}
