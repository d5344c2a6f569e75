import { t } from "@lingui/core/macro";
import { ActionIcon, Badge, Code, Group, Select, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconX } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import {
  AS_IT_IS,
  changeGrant,
  createGrant,
  deleteGrant,
  type Grant,
  requireStill,
  type Sharing,
  termsOf,
} from "../../api/access.ts";
import { perform } from "../../api/call.ts";
import { accessRolesQuery } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { fromNow, inFull, onDay } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { GrantForm } from "./GrantForm.tsx";
import { HowTheyHaveIt } from "./HowTheyHaveIt.tsx";
import { hasEnded, levelLabel, levelOf } from "./levels.ts";
import type { Shared } from "./ShareButton.tsx";
import { useSharingChange } from "./useSharingChange.ts";

const kinds: Readonly<Record<string, string>> = {
  user: t`Person`,
  group: t`Group`,
  role: t`Role`,
  service: t`Service`,
};

interface GrantLineProps {
  shared: Shared;
  sharing: Sharing;
  grant: Grant;
}

/** One grant: to whom, what, how long, from whom; of a person also what else they have. Each change is made at once. */
export function GrantLine({ shared, sharing, grant }: GrantLineProps) {
  const { type, id } = shared;
  const kind = grant.principal.split(":")[0] ?? "";
  const name = grant.principalName ?? grant.principal;
  const [isChanging, changing] = useDisclosure(false);
  const removing = useSharingChange<void, unknown>(shared, {
    call: () => deleteGrant(type, id, grant.id, sharing.etag),
    asks: () => ({
      title: t`Take ${shared.name} away from ${name}?`,
      confirm: t`Take it away`,
      thing: `${type}:${id}`,
    }),
    undo: async () => {
      await requireStill(type, id, grant.principal, null);
      await perform(createGrant(type, id, { principal: grant.principal, ...termsOf(grant) }, AS_IT_IS));
    },
    // Nobody can give what is over.
    mayUndo: () => !hasEnded(grant),
    said: t`The grant of ${name} is taken away`,
    onFailed: () => undefined,
  });
  const raising = useSharingChange<string, { grant: Grant }>(shared, {
    call: (role) => changeGrant(type, id, grant.id, { ...termsOf(grant), role }, sharing),
    asks: (role) => ({
      title: t`Make ${name} ${levelLabel(role)} of ${shared.name}?`,
      confirm: t`Change it`,
      thing: `${type}:${id}`,
    }),
    undo: async ({ grant: left }) => {
      await requireStill(type, id, grant.principal, left);
      await perform(changeGrant(type, id, grant.id, termsOf(grant), AS_IT_IS));
    },
    said: (_, role) => t`${name} is ${levelLabel(role)} now`,
    onFailed: () => undefined,
  });
  const isBusy = removing.isPending || raising.isPending;
  return (
    <Stack gap="sm" className="row-block">
      <div className="row-line">
        <PrincipalIcon kind={kind} name={name} />
        <div className="grow">
          <Text size="sm" fw={500}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {captionOf(grant, kinds[kind])}
          </Text>
          {kind === "user" && (
            <HowTheyHaveIt subject={grant.principal} shared={shared} sharing={sharing} besides={grant} />
          )}
        </div>
        {!grant.glass && (
          <Group gap={4} wrap="nowrap">
            {grant.role && (
              <LevelSelect
                type={type}
                name={name}
                value={grant.role}
                isBusy={isBusy}
                onChange={(role) => raising.mutate(role)}
              />
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t`Change the grant of ${name}`}
              aria-expanded={isChanging}
              onClick={changing.toggle}
            >
              <IconPencil size={17} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t`Take away the grant of ${name}`}
              loading={removing.isPending}
              onClick={() => removing.mutate()}
            >
              <IconX size={17} />
            </ActionIcon>
          </Group>
        )}
      </div>
      <Badges grant={grant} />
      {grant.condition && (
        <Code block style={{ whiteSpace: "pre-wrap" }}>
          {grant.condition}
        </Code>
      )}
      <ChangeProblem of={removing} again={t`Take it away all the same`} />
      <ChangeProblem of={raising} again={t`Change it all the same`} />
      {isChanging && (
        <GrantForm
          shared={shared}
          sharing={sharing}
          receiver={{ principal: grant.principal, name }}
          grant={grant}
          onDone={changing.close}
        />
      )}
    </Stack>
  );
}

interface LevelSelectProps {
  type: string;
  name: string;
  value: string;
  isBusy: boolean;
  onChange(level: string): void;
}

function LevelSelect({ type, name, value, isBusy, onChange }: LevelSelectProps) {
  const { data: roles } = useSuspenseQuery(accessRolesQuery(type));
  return (
    <Select
      aria-label={t`Level of ${name}`}
      size="xs"
      w={122}
      data={roles.map(({ accessRoleId }) => ({
        value: levelOf(accessRoleId),
        label: levelLabel(levelOf(accessRoleId)),
      }))}
      value={value}
      allowDeselect={false}
      disabled={isBusy}
      onChange={(next) => next && next !== value && onChange(next)}
    />
  );
}

/** What is not a level: broken glass, single actions, denies, an end that has come. */
function Badges({ grant }: { grant: Grant }) {
  if (grant.glass)
    return (
      <Group gap={4}>
        <Badge variant="light" color="red" tt="none">
          {hasEnded(grant) ? t`broke the glass; it has ended` : t`reads it by broken glass; only they can end it`}
        </Badge>
      </Group>
    );
  const single = grant.role ? [] : grant.allow;
  if (single.length === 0 && grant.deny.length === 0 && !hasEnded(grant)) return null;
  return (
    <Group gap={4}>
      {hasEnded(grant) && (
        <Badge variant="default" tt="none">
          {t`has ended`}
        </Badge>
      )}
      {single.map((action) => (
        <Badge key={action} variant="light" tt="none">
          {action}
        </Badge>
      ))}
      {grant.deny.map((action) => (
        <Badge key={action} variant="light" color="red" tt="none">
          {t`denies ${action}`}
        </Badge>
      ))}
    </Group>
  );
}

const untilInWords = (grant: Grant, end: string): string =>
  hasEnded(grant) ? t`ended ${inFull(end)} (${fromNow(end)})` : t`until ${inFull(end)} (${fromNow(end)})`;

function captionOf(grant: Grant, kind: string | undefined): string {
  const { expiresAt, givenByName, givenAt, lastUsed, reason } = grant;
  return [
    kind,
    expiresAt ? untilInWords(grant, expiresAt) : t`no end`,
    givenByName && (givenAt ? t`given by ${givenByName} on ${onDay(givenAt)}` : t`given by ${givenByName}`),
    reason && `“${reason}”`,
    lastUsed ? t`last used ${onDay(lastUsed)}` : t`not used yet`,
  ]
    .filter(Boolean)
    .join(" · ");
}
