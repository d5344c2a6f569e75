import { Button, CloseButton, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { grantsQuery } from "../../api/access.ts";
import { useFeature } from "../../api/may.ts";
import {
  accessRolesQuery,
  type FoundPrincipal,
  type Permissions,
  type PrincipalKind,
  permissionsQuery,
  type SharedPrincipal,
  savePermissions,
} from "../../api/sharing.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { levelLabel } from "./levelLabel.ts";
import type { Shared } from "./ShareButton.tsx";
import { differenceOf, draftOf, isEmpty, type Level, type SharingDraft } from "./sharingDraft.ts";
import { TakeAllBack } from "./TakeAllBack.tsx";

const levels: readonly { value: Level; label: string }[] = [
  { value: "private", label: "Private: only the owner" },
  { value: "people", label: "Specific people and groups" },
  { value: "roles", label: "People, groups and roles" },
  { value: "everyone", label: "Everyone in the organization" },
];

/** The plain side of sharing: to whom, and at which level. Saved at once, together. */
export function GeneralAccess(props: Shared & { onClose(): void }) {
  const { data: stored } = useSuspenseQuery(permissionsQuery(props.type, props.id));
  // What was saved begins the draft anew.
  return <Draft key={JSON.stringify(stored)} stored={stored} {...props} />;
}

function Draft({ type, id, name, stored, onClose }: Shared & { stored: Permissions; onClose(): void }) {
  const { data: roles } = useSuspenseQuery(accessRolesQuery(type));
  const { data: grants } = useQuery(grantsQuery(type, id));
  const [draft, setDraft] = useState<SharingDraft>(() => draftOf(stored, `${type}_viewer`));
  const kinds = usePickable(draft.level);
  const saving = useChange({
    run: () => savePermissions(type, id, differenceOf(stored, draft)),
    refresh: [["access", type, id], ["agents"]],
    said: "Sharing is saved",
    onFailed: () => undefined,
  });
  const choices = roles.map(({ accessRoleId }) => ({ value: accessRoleId, label: levelLabel(accessRoleId) }));
  const setPrincipals = (principals: SharedPrincipal[]) => setDraft({ ...draft, principals });
  const add = (found: FoundPrincipal) =>
    setPrincipals([
      ...draft.principals,
      { type: found.type, id: found.id, name: found.name, email: found.email ?? null, accessRoleId: `${type}_viewer` },
    ]);
  const special = (grants ?? []).filter(({ expiresAt, condition, deny }) => expiresAt || condition || deny.length > 0);
  return (
    <Stack>
      <Select
        label="General access"
        data={[...levels]}
        value={draft.level}
        allowDeselect={false}
        onChange={(value) =>
          setDraft({ ...draft, level: levels.find((one) => one.value === value)?.value ?? draft.level })
        }
      />
      {draft.level === "everyone" && (
        <Select
          label="Everyone is"
          data={choices}
          value={draft.everyoneRole}
          allowDeselect={false}
          onChange={(value) => value && setDraft({ ...draft, everyoneRole: value })}
        />
      )}
      {draft.level !== "private" && kinds.length > 0 && (
        <PrincipalPicker
          label={kinds.includes("role") ? "Add people, groups or roles" : "Add people or groups"}
          types={kinds}
          taken={new Set(draft.principals.map((one) => `${one.type}:${one.id}`))}
          onPick={add}
        />
      )}
      {draft.level !== "private" && kinds.length === 0 && (
        <Text size="sm" c="dimmed">
          Your role may not look up people or groups; an administrator can switch this on.
        </Text>
      )}
      <ul className="plain-list panel" aria-label="Shared with">
        {draft.principals
          .filter(({ accessRoleId }) => draft.level !== "private" || accessRoleId.endsWith("_owner"))
          .map((one) => (
            <PrincipalLine
              key={`${one.type}:${one.id}`}
              principal={one}
              choices={choices}
              onLevel={(accessRoleId) =>
                setPrincipals(draft.principals.map((other) => (other === one ? { ...one, accessRoleId } : other)))
              }
              onRemove={() => setPrincipals(draft.principals.filter((other) => other !== one))}
            />
          ))}
      </ul>
      {special.length > 0 && (
        <Text size="sm" c="dimmed">
          {special.length === 1 ? "One grant" : `${special.length} grants`} with an end, a deny or a condition: see
          Advanced.
        </Text>
      )}
      {saving.error && <ProblemCard error={saving.error} />}
      <Group justify="space-between">
        <TakeAllBack type={type} id={id} name={name} />
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            loading={saving.isPending}
            disabled={isEmpty(differenceOf(stored, draft))}
            onClick={() => saving.mutate()}
          >
            Save
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

interface PrincipalLineProps {
  principal: SharedPrincipal;
  choices: { value: string; label: string }[];
  onLevel(accessRoleId: string): void;
  onRemove(): void;
}

function PrincipalLine({ principal, choices, onLevel, onRemove }: PrincipalLineProps) {
  const isOwner = principal.accessRoleId.endsWith("_owner");
  return (
    <li>
      <div className="row">
        <PrincipalIcon kind={principal.type} name={principal.name} />
        <div className="grow">
          <Text size="sm" fw={500} truncate>
            {principal.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {principal.email ?? (principal.type === "user" ? "Person" : principal.type === "group" ? "Group" : "Role")}
          </Text>
        </div>
        {isOwner ? (
          <Text size="sm" c="dimmed">
            Owner
          </Text>
        ) : (
          <>
            <Select
              aria-label={`Level of ${principal.name}`}
              size="xs"
              w={110}
              data={choices}
              value={principal.accessRoleId}
              allowDeselect={false}
              onChange={(value) => value && onLevel(value)}
            />
            <CloseButton aria-label={`Remove ${principal.name}`} onClick={onRemove} />
          </>
        )}
      </div>
    </li>
  );
}

/** Whom one may look up: as far as the server lets one. */
function usePickable(level: Level): PrincipalKind[] {
  const users = useFeature("PEOPLE_PICKER.VIEW_USERS");
  const groups = useFeature("PEOPLE_PICKER.VIEW_GROUPS");
  const roles = useFeature("PEOPLE_PICKER.VIEW_ROLES");
  return [
    ...(users?.allowed === false ? [] : (["user"] as const)),
    ...(groups?.allowed === false ? [] : (["group"] as const)),
    ...(level === "people" || roles?.allowed === false ? [] : (["role"] as const)),
  ];
}
