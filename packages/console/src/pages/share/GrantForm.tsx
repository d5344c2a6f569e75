import { Button, Checkbox, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { createGrant, type GrantWish } from "../../api/access.ts";
import { accessRolesQuery, type FoundPrincipal } from "../../api/sharing.ts";
import { EndField } from "../../parts/EndField.tsx";
import { fromField } from "../../parts/moments.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { levelLabel } from "./levelLabel.ts";
import type { Shared } from "./ShareButton.tsx";

const SINGLE = "single";
const ACTIONS = ["use", "execute", "share", "update", "delete"] as const;

/** One grant with everything that it can have. */
export function GrantForm({ type, id, onDone }: Shared & { onDone(): void }) {
  const { data: roles } = useSuspenseQuery(accessRolesQuery(type));
  const [receiver, setReceiver] = useState<Pick<FoundPrincipal, "type" | "id" | "name"> | "everyone" | null>(null);
  const [level, setLevel] = useState(`${type}_viewer`);
  const [allow, setAllow] = useState<string[]>(["use"]);
  const [deny, setDeny] = useState<string[]>([]);
  const [end, setEnd] = useState("");
  const [condition, setCondition] = useState("");
  const [reason, setReason] = useState("");
  const adding = useChange({
    run: (wish: GrantWish) => createGrant(type, id, wish),
    refresh: [["access", type, id], ["agents"]],
    said: "The grant is given",
    onDone,
    onFailed: () => undefined,
  });
  const submit = () => {
    if (!receiver) return;
    const expiresAt = fromField(end);
    adding.mutate({
      principal: receiver === "everyone" ? "everyone" : `${receiver.type}:${receiver.id}`,
      ...(level === SINGLE ? { allow } : { role: level.slice(type.length + 1) }),
      ...(deny.length > 0 && { deny }),
      ...(expiresAt && { expiresAt }),
      ...(condition.trim() && { condition: condition.trim() }),
      ...(reason.trim() && { reason: reason.trim() }),
    });
  };
  return (
    <form
      aria-label="New grant"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack className="panel" p="md">
        {receiver ? (
          <Group>
            <Text size="sm">
              For <strong>{receiver === "everyone" ? "everyone in the organization" : receiver.name}</strong>
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={() => setReceiver(null)}>
              Choose somebody else
            </Button>
          </Group>
        ) : (
          <div>
            <PrincipalPicker label="For whom" types={["user", "group"]} onPick={setReceiver} />
            <Button size="compact-xs" variant="subtle" mt={4} onClick={() => setReceiver("everyone")}>
              Everyone in the organization
            </Button>
          </div>
        )}
        <Select
          label="Level"
          data={[
            ...roles.map(({ accessRoleId }) => ({ value: accessRoleId, label: levelLabel(accessRoleId) })),
            { value: SINGLE, label: "Single actions" },
          ]}
          value={level}
          allowDeselect={false}
          onChange={(value) => value && setLevel(value)}
        />
        {level === SINGLE && <Actions label="Allows" value={allow} onChange={setAllow} />}
        <EndField value={end} onChange={setEnd} />
        <Actions label="Denies, whoever else allows them" value={deny} onChange={setDeny} />
        <Textarea
          label="Condition"
          description="A CEL expression; empty: none"
          placeholder={'context.network == "office"'}
          autosize
          maxLength={4096}
          value={condition}
          onChange={(event) => setCondition(event.currentTarget.value)}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        <TextInput
          label="Reason"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {adding.error && <ProblemCard error={adding.error} />}
        <Group>
          <Button type="submit" loading={adding.isPending} disabled={!receiver}>
            Give
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Actions({ label, value, onChange }: { label: string; value: string[]; onChange(value: string[]): void }) {
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <Group mt={6} gap="md">
        {ACTIONS.map((action) => (
          <Checkbox key={action} value={action} label={action} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
