import { CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { type Account, giveRole, takeRole } from "../../api/people.ts";
import { EndField } from "../../parts/EndField.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { fromField, inFull } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { RoleSelect } from "./RoleSelect.tsx";

/** Roles beside the primary one; each may end. */
export function AdditionalRoles({ account }: { account: Account }) {
  const whyNot = useWhyNotCapable("manage:users");
  const [role, setRole] = useState("");
  const [end, setEnd] = useState("");
  const heading = useFocusWhenFewer(account.roles?.length ?? 0);
  const refresh = [["accounts", "one", account.id]];
  const giving = useChange({
    run: () => {
      const expiresAt = fromField(end);
      return giveRole(account.id, { role, ...(expiresAt && { expiresAt }) });
    },
    refresh,
    said: "The role is given",
    onDone: () => {
      setRole("");
      setEnd("");
    },
    onFailed: () => undefined,
  });
  const taking = useChange({
    run: (name: string) => takeRole(account.id, name),
    refresh,
    said: "The role is taken away",
  });
  return (
    <Stack className="panel" p="lg" component="section" aria-label="Additional roles">
      <Title order={2} size="h4" ref={heading} tabIndex={-1}>
        Additional roles
      </Title>
      {(account.roles ?? []).length === 0 && (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      )}
      <ul className="plain-list">
        {(account.roles ?? []).map((held) => (
          <li key={held.role}>
            <Group gap="xs">
              <Text size="sm" className="grow">
                {held.role}
                {held.expiresAt ? `, until ${inFull(held.expiresAt)}` : ""}
              </Text>
              <CloseButton aria-label={`Take the role ${held.role} away`} onClick={() => taking.mutate(held.role)} />
            </Group>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (role) giving.mutate();
        }}
      >
        <Stack gap="xs">
          <RoleSelect label="Give a role" value={role} onChange={setRole} />
          <EndField value={end} onChange={setEnd} />
          {giving.error && <ProblemCard error={giving.error} />}
          <Group>
            <GuardedButton
              type="submit"
              variant="default"
              loading={giving.isPending}
              disabled={whyNot === null && !role}
              whyNot={whyNot}
            >
              Give the role
            </GuardedButton>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
