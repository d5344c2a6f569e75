import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { ACCESS_CHANGED, deleteThing, handOver, type SharedResource } from "../../api/report.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { isShared } from "../../parts/sharedKinds.ts";
import { useChange } from "../../parts/useChange.ts";
import { ThingLine } from "../access/ThingLine.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { givenToInWords, reachesInWords, textOf } from "./inWords.ts";

/** A thing: whose it is, how widely it is given, and what one may do about it. */
export function GivenThingRow({ thing }: { thing: SharedResource }) {
  const { resource, type, name, owner, ownerName, reach, to, may } = thing;
  const text = textOf(thing);
  const deleting = useChange({
    call: () => deleteThing(thing),
    asks: () => ({
      title: t`Delete ${text}?`,
      text: t`It is gone for everybody, with all that was given on it. This cannot be undone.`,
      confirm: t`Delete`,
      danger: true,
      always: true,
      thing: resource,
    }),
    refresh: ACCESS_CHANGED,
    said: t`${text} is deleted`,
  });
  return (
    <div className="row-block">
      <ThingLine
        thing={thing}
        text={text}
        badge={
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {reachesInWords[reach]}
          </Badge>
        }
        said={[name !== null && t`owned by ${ownerName ?? owner}`, to.length > 0 && givenToInWords(thing)]}
      >
        <Group gap="xs">
          <ButtonLink
            size="xs"
            variant="default"
            to="/report"
            search={{ on: resource }}
            aria-label={t`Who has it: ${text}`}
          >
            {t`Who has it`}
          </ButtonLink>
          {type === "group" && (
            <ButtonLink
              size="xs"
              variant="default"
              to="/groups/$groupId"
              params={{ groupId: resource.slice(type.length + 1) }}
              aria-label={t`Open ${text}`}
            >
              {t`Open`}
            </ButtonLink>
          )}
          {may.includes("narrow") && isShared(type) && (
            <ShareButton type={type} id={resource.slice(type.length + 1)} name={text} whyNot={null} />
          )}
          {may.includes("hand-over") && type !== "group" && (
            <Button
              size="xs"
              variant="default"
              aria-label={t`Hand over ${text}`}
              onClick={() =>
                openForm({ title: t`Hand over ${text}`, children: <HandOver thing={thing} text={text} /> })
              }
            >
              {t`Hand over`}
            </Button>
          )}
          {may.includes("delete") && type !== "group" && (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              c="var(--mantine-color-error)"
              aria-label={t`Delete ${text}`}
              loading={deleting.isPending}
              onClick={() => deleting.mutate()}
            >
              {t`Delete`}
            </Button>
          )}
        </Group>
      </ThingLine>
    </div>
  );
}

function HandOver({ thing, text }: { thing: SharedResource; text: string }) {
  const handing = useChange<FoundPrincipal, unknown>({
    call: (to) => handOver(thing, `user:${to.id}`),
    asks: (to) => ({
      title: t`Hand ${text} over to ${to.name}?`,
      text: t`${to.name} will own it, and decides who else has it.`,
      confirm: t`Hand over`,
      danger: true,
      always: true,
      thing: thing.resource,
    }),
    refresh: ACCESS_CHANGED,
    said: (_, to) => t`It belongs to ${to.name} now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  return (
    <Stack mih={300}>
      <Text size="sm">
        <Trans>
          It belongs to <strong>{thing.ownerName ?? thing.owner}</strong>. You cannot hand it to yourself by your
          powers; a project goes only to somebody who may see it already.
        </Trans>
      </Text>
      <PrincipalPicker
        label={t`Hand over to`}
        types={["user"]}
        taken={new Set([thing.owner])}
        takenMeans={t`owns it`}
        onPick={(to) => handing.mutate(to)}
      />
      <ChangeProblem of={handing} again={t`Hand over all the same`} />
    </Stack>
  );
}
