import { t } from "@lingui/core/macro";
import { Button, Group, Input, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { groupQuery } from "../../api/groups.ts";
import { accountQuery } from "../../api/people.ts";
import { serviceQuery } from "../../api/services.ts";
import type { PrincipalKind } from "../../api/sharing.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";

interface WhomProps {
  label: string;
  types: readonly PrincipalKind[];
  /** `user:…` */
  chosen: string | undefined;
  onChoose(principal: string | undefined): void;
}

/** Somebody or something that things are given to: searched for, and then shown with a way to another. */
export function Whom({ label, types, chosen, onChoose }: WhomProps) {
  const name = useNameOf(chosen);
  if (chosen === undefined)
    return <PrincipalPicker label={label} types={types} onPick={({ type, id }) => onChoose(`${type}:${id}`)} />;
  return (
    <Stack gap={2}>
      <Input.Label component="div">{label}</Input.Label>
      <Group gap="xs" wrap="nowrap">
        <PrincipalIcon kind={chosen.split(":")[0] ?? ""} name={name} />
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        <Button
          size="xs"
          variant="default"
          style={{ flexShrink: 0 }}
          aria-label={t`Choose another than ${name}`}
          onClick={() => onChoose(undefined)}
        >
          {t`Choose another`}
        </Button>
      </Group>
    </Stack>
  );
}

export const wide: Readonly<Record<string, string>> = {
  everyone: t`Everyone in the organization`,
  anyone: t`Anyone with a public link`,
};

/** What a principal is called, for whoever may hear it. */
export function useNameOf(principal = ""): string {
  const [kind, id = ""] = principal.split(":");
  const account = useQuery({ ...accountQuery(id), enabled: kind === "user", retry: false }).data?.account;
  const group = useQuery({ ...groupQuery(id), enabled: kind === "group", retry: false }).data?.group;
  const service = useQuery({ ...serviceQuery(id), enabled: kind === "service", retry: false }).data?.service;
  return wide[principal] ?? account?.name ?? group?.name ?? service?.name ?? (id || principal);
}
