import { t } from "@lingui/core/macro";
import { Button, Group, Input, Radio, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { PrincipalKind } from "../api/sharing.ts";
import { PrincipalIcon } from "./PrincipalIcon.tsx";
import { PrincipalPicker } from "./PrincipalPicker.tsx";

interface WhomFieldProps {
  label: string;
  /** The principal that stands for all, and what it is called here: `everyone`, “Everybody”; null: not offered. */
  all: { principal: string; label: string } | null;
  /** What others are called: “A person, a group or a role”. */
  some: string;
  types: readonly PrincipalKind[];
  /** A principal; empty while nobody is chosen. */
  value: string;
  /** What the one that is there already is called. */
  name: string;
  error?: ReactNode;
  onChange(principal: string): void;
}

/** For all, or for one that is looked for by name. */
export function WhomField({ label, all, some, types, value, name, error, onChange }: WhomFieldProps) {
  const [called, setCalled] = useState(name);
  const isForAll = value === all?.principal;
  return (
    <Stack gap="xs">
      {all && (
        <Radio.Group
          label={label}
          value={isForAll ? "all" : "some"}
          onChange={(next) => onChange(next === "all" ? all.principal : "")}
        >
          <Group mt={6}>
            <Radio value="all" label={all.label} />
            <Radio value="some" label={some} />
          </Group>
        </Radio.Group>
      )}
      {!isForAll && value !== "" && (
        <Group gap="xs">
          <PrincipalIcon kind={value.split(":")[0] ?? ""} name={called} size={24} />
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {called}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => onChange("")}>
            {t`Choose another`}
          </Button>
        </Group>
      )}
      {value === "" && (
        <PrincipalPicker
          label={some}
          types={types}
          onPick={(picked) => {
            setCalled(picked.name);
            onChange(`${picked.type}:${picked.id}`);
          }}
        />
      )}
      {error && <Input.Error role="alert">{error}</Input.Error>}
    </Stack>
  );
}
