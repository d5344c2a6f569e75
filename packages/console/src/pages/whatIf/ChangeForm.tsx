import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Supposed } from "../../api/impact.ts";
import { roleQuery, rolesQuery } from "../../api/roles.ts";
import type { PrincipalKind } from "../../api/sharing.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { namedThing } from "../../parts/namedThing.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ThingField } from "../../parts/ThingField.tsx";
import { supposedKinds } from "./supposed.ts";
import { useName } from "./useName.ts";

type Kind = Supposed["kind"];

/** Whom a kind of change is about. */
const who: Readonly<Record<Exclude<Kind, "feature">, readonly PrincipalKind[]>> = {
  member: ["user", "group"],
  "member-removed": ["user", "group"],
  role: ["user", "group"],
  "role-removed": ["user", "group"],
  "primary-role": ["user"],
  grant: ["user", "group", "role"],
};
const levels = ["viewer", "editor", "owner"];

/** One more change to suppose. */
export function ChangeForm({ isFull, onAdd }: { isFull: boolean; onAdd(change: Supposed): void }) {
  const [kind, setKind] = useState<Kind>("member");
  const [principal, setPrincipal] = useState<string>();
  const [group, setGroup] = useState<string>();
  const [role, setRole] = useState<string | null>(null);
  const [feature, setFeature] = useState<string | null>(null);
  const [on, setOn] = useState("off");
  const [typed, setTyped] = useState("");
  const [level, setLevel] = useState<string | null>("viewer");
  const [isTried, setIsTried] = useState(false);
  const change = whole({ kind, principal, group, role, feature, isOn: on === "on", thing: namedThing(typed), level });
  const isOfGroup = kind === "member" || kind === "member-removed";
  const isOfRole = kind === "role" || kind === "role-removed" || kind === "primary-role" || kind === "feature";
  return (
    <form
      className="panel"
      aria-label={t`Change`}
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(change === null);
        if (!change) return;
        onAdd(change);
        // The next one is often of the same kind.
        setPrincipal(undefined);
      }}
    >
      <Stack p="lg">
        <Select
          label={t`Change`}
          data={supposedKinds.map(({ kind: value, label }) => ({ value, label }))}
          value={kind}
          allowDeselect={false}
          onChange={(next) => setKind((next ?? "member") as Kind)}
        />
        {kind !== "feature" && <Picked label={t`Who`} types={who[kind]} picked={principal} onPick={setPrincipal} />}
        {isOfGroup && <Picked label={t`Group`} types={["group"]} picked={group} onPick={setGroup} />}
        {isOfRole && <RoleField value={role} onChange={setRole} />}
        {kind === "feature" && <FeatureField value={feature} onChange={setFeature} on={on} onSwitch={setOn} />}
        {kind === "grant" && (
          <>
            <ThingField value={typed} onChange={setTyped} />
            <Select label={t`Level`} data={levels} value={level} allowDeselect={false} onChange={setLevel} />
          </>
        )}
        {isTried && change === null && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t`Fill in all of it first.`}
          </Text>
        )}
        <Group>
          <Button type="submit" disabled={isFull}>
            {t`Add`}
          </Button>
          {isFull && (
            <Text size="sm" c="dimmed">
              {t`Fifty at once are the most.`}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface Parts {
  kind: Kind;
  principal: string | undefined;
  group: string | undefined;
  role: string | null;
  feature: string | null;
  isOn: boolean;
  thing: string | null;
  level: string | null;
}

/** The change, once nothing of it lacks. */
function whole({ kind, principal, group, role, feature, isOn, thing, level }: Parts): Supposed | null {
  switch (kind) {
    case "member":
    case "member-removed":
      return principal && group ? { kind, group, member: principal } : null;
    case "role":
    case "role-removed":
      return principal && role ? { kind, holder: principal, role: `role:${role}` } : null;
    case "primary-role":
      return principal?.startsWith("user:") && role ? { kind, user: principal, role: `role:${role}` } : null;
    case "grant":
      return principal && thing && level ? { kind, resource: thing, principal, role: level } : null;
    case "feature":
      return role && feature ? { kind, role: `role:${role}`, feature, on: isOn } : null;
  }
}

interface PickedProps {
  label: string;
  types: readonly PrincipalKind[];
  picked: string | undefined;
  onPick(principal: string | undefined): void;
}

function Picked({ label, types, picked, onPick }: PickedProps) {
  const name = useName(picked ?? "");
  const isOne = picked !== undefined && types.some((type) => picked.startsWith(`${type}:`));
  if (!isOne) return <PrincipalPicker label={label} types={types} onPick={({ type, id }) => onPick(`${type}:${id}`)} />;
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <Text size="sm">
        {label}: <b>{name}</b>
      </Text>
      <Button size="xs" variant="default" aria-label={t`Another one than ${name}`} onClick={() => onPick(undefined)}>
        {t`Another one`}
      </Button>
    </Group>
  );
}

function RoleField({ value, onChange }: { value: string | null; onChange(role: string | null): void }) {
  const { data } = useQuery({ ...rolesQuery, retry: false });
  return (
    <Select
      label={t`Role`}
      data={data?.map(({ name }) => name) ?? []}
      value={value}
      searchable
      allowDeselect={false}
      onChange={onChange}
    />
  );
}

interface FeatureFieldProps {
  value: string | null;
  onChange(feature: string | null): void;
  on: string;
  onSwitch(on: string): void;
}

function FeatureField({ value, onChange, on, onSwitch }: FeatureFieldProps) {
  const { data } = useQuery({ ...roleQuery("USER"), retry: false });
  const features = Object.entries(data?.role.permissions ?? {}).flatMap(([type, permissions]) =>
    Object.keys(permissions).map((permission) => `${type}.${permission}`),
  );
  return (
    <>
      <Select
        label={t`Feature`}
        data={features.map((feature) => ({ value: feature, label: featureInWords(feature) }))}
        value={value}
        searchable
        allowDeselect={false}
        onChange={onChange}
      />
      <Select
        label={t`Switch it`}
        data={["on", "off"]}
        value={on}
        allowDeselect={false}
        onChange={(next) => onSwitch(next ?? "off")}
      />
    </>
  );
}
