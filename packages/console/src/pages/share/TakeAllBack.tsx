import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import {
  AS_IT_IS,
  changeGrant,
  createGrant,
  type Sharing,
  type TakenBack,
  takeAllBack,
  termsOf,
} from "../../api/access.ts";
import { perform } from "../../api/call.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { kindOf } from "../../parts/sharedKinds.ts";
import { hasEnded } from "./levels.ts";
import type { Shared } from "./ShareButton.tsx";
import { showStillThere } from "./StillThere.tsx";
import { useSharingChange } from "./useSharingChange.ts";

/** Ends all that was given, in one write: plain, with an end, with a condition. Denies stay: they give nothing to anybody. */
export function useTakeAllBack(shared: Shared, { owner, grants, etag }: Sharing) {
  const { type, id, name } = shared;
  const taking = useSharingChange<void, TakenBack>(shared, {
    call: () => takeAllBack(type, id, etag),
    asks: () => ({
      title: t`Take ${name} back from everybody?`,
      text: [
        t`Nobody but ${owner.name} will be able to ${kindOf(type).reached}.`,
        kindOf(type).ends,
        t`What denies stays.`,
      ]
        .filter(Boolean)
        .join(" "),
      confirm: t`Take all back`,
      danger: true,
      always: true,
      thing: `${type}:${id}`,
    }),
    // Each as it was; one that cannot be given again does not keep the others from it.
    undo: async ({ stays }) => {
      const still = new Map(stays.map(({ grant }) => [grant.id, grant]));
      const failed: unknown[] = [];
      for (const grant of grants) {
        const left = still.get(grant.id);
        if (grant.allow.length === 0 || grant.glass || hasEnded(grant) || left?.allow.length === grant.allow.length)
          continue;
        const back = left
          ? changeGrant(type, id, grant.id, termsOf(grant), AS_IT_IS)
          : createGrant(type, id, { principal: grant.principal, ...termsOf(grant) }, AS_IT_IS);
        await perform<unknown>(back).catch((error: unknown) => failed.push(error));
      }
      if (failed.length > 0) throw failed[0];
    },
    // Nobody can give what is over.
    mayUndo: () => grants.some((grant) => grant.allow.length > 0 && !grant.glass && !hasEnded(grant)),
    said: ({ taken, stays }) => {
      if (stays.some(({ grant }) => grant.allow.length > 0)) return t`${taken} taken back; some could not be`;
      return taken === 0 ? t`It was not shared with anybody` : t`${name} is private again`;
    },
    onDone: ({ stays }) => showStillThere(stays),
    onFailed: () => undefined,
  });
  return {
    // What is shared with nobody cannot be taken back.
    button: grants.some(({ allow }) => allow.length > 0) && (
      <Button
        variant="subtle"
        color="red"
        c="var(--mantine-color-error)"
        loading={taking.isPending}
        onClick={() => taking.mutate()}
      >
        {t`Take all back`}
      </Button>
    ),
    problem: <ChangeProblem of={taking} again={t`Take all back all the same`} />,
  };
}
