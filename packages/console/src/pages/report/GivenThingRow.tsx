import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { ACCESS_CHANGED, deleteThing, handOver, type SharedResource } from "../../api/report.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { isShared } from "../../parts/sharedKinds.ts";
import { useChange } from "../../parts/useChange.ts";
import { ThingLink } from "../requests/ThingLink.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { reachesInWords, textOf } from "./inWords.ts";

/** A thing: whose it is, how widely it is given, and what one may do about it. */
export function GivenThingRow({ thing }: { thing: SharedResource }) {
  const { resource, type, id, name, owner, ownerName, reach, grants, to, may } = thing;
  const text = textOf(thing);
  const deleting = useChange({
    call: () => deleteThing(thing),
    asks: () => ({
      title: `Delete ${text}?`,
      text: "It is gone for everybody, with all that was given on it. This cannot be undone.",
      confirm: "Delete",
      danger: true,
      always: true,
      thing: resource,
    }),
    refresh: ACCESS_CHANGED,
    said: `${text} is deleted`,
  });
  const others = grants - to.length;
  return (
    <div className="row-block">
      <div className="row-line">
        <div className="grow">
          <Group gap={6}>
            <Text size="sm" fw={500} component="div">
              {id === null ? text : <ThingLink request={{ resource, name: text, thingId: id }} />}
            </Text>
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {reachesInWords[reach]}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {[
              name !== null && `owned by ${ownerName ?? owner}`,
              grants > 0 &&
                `given to ${to.map((one) => one.name ?? one.principal).join(", ")}${others > 0 ? ` and ${others} more` : ""}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
        <Group gap="xs">
          <ButtonLink
            size="xs"
            variant="default"
            to="/report"
            search={{ on: resource }}
            aria-label={`Who has it: ${text}`}
          >
            Who has it
          </ButtonLink>
          {type === "group" && (
            <ButtonLink
              size="xs"
              variant="default"
              to="/groups/$groupId"
              params={{ groupId: resource.slice(type.length + 1) }}
              aria-label={`Open ${text}`}
            >
              Open
            </ButtonLink>
          )}
          {may.includes("narrow") && isShared(type) && (
            <ShareButton type={type} id={resource.slice(type.length + 1)} name={text} whyNot={null} />
          )}
          {may.includes("hand-over") && type !== "group" && (
            <Button
              size="xs"
              variant="default"
              aria-label={`Hand over ${text}`}
              onClick={() => openForm({ title: `Hand over ${text}`, children: <HandOver thing={thing} text={text} /> })}
            >
              Hand over
            </Button>
          )}
          {may.includes("delete") && type !== "group" && (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              c="var(--mantine-color-error)"
              aria-label={`Delete ${text}`}
              loading={deleting.isPending}
              onClick={() => deleting.mutate()}
            >
              Delete
            </Button>
          )}
        </Group>
      </div>
    </div>
  );
}

function HandOver({ thing, text }: { thing: SharedResource; text: string }) {
  const handing = useChange<FoundPrincipal, unknown>({
    call: (to) => handOver(thing, `user:${to.id}`),
    asks: (to) => ({
      title: `Hand ${text} over to ${to.name}?`,
      text: `${to.name} will own it, and decides who else has it.`,
      confirm: "Hand over",
      danger: true,
      always: true,
      thing: thing.resource,
    }),
    refresh: ACCESS_CHANGED,
    said: (_, to) => `It belongs to ${to.name} now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  return (
    <Stack mih={300}>
      <Text size="sm">
        It belongs to <strong>{thing.ownerName ?? thing.owner}</strong>. You cannot hand it to yourself by your powers;
        a project goes only to somebody who may see it already.
      </Text>
      <PrincipalPicker
        label="Hand over to"
        types={["user"]}
        taken={new Set([thing.owner])}
        takenMeans="owns it"
        onPick={(to) => handing.mutate(to)}
      />
      <ChangeProblem of={handing} again="Hand over all the same" />
    </Stack>
  );
}
