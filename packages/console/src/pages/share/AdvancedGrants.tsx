import { Badge, Button, CloseButton, Code, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deleteGrant, type Grant, grantsQuery } from "../../api/access.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { useChange } from "../../parts/useChange.ts";
import { GrantForm } from "./GrantForm.tsx";
import type { Shared } from "./ShareButton.tsx";

/** Every grant as it is: with its end, single actions, denies and condition. Each change is made at once. */
export function AdvancedGrants({ type, id, name }: Shared) {
  const { data: grants } = useSuspenseQuery(grantsQuery(type, id));
  const [isAdding, setIsAdding] = useState(false);
  const removing = useChange({
    run: (grant: Grant) => deleteGrant(type, id, grant.id),
    refresh: [["access", type, id], ["agents"]],
    said: "The grant is taken away",
  });
  return (
    <Stack>
      {grants.length === 0 && !isAdding && (
        <NothingHere title="No grants yet" text="Give somebody a level with an end, single actions, or a deny." />
      )}
      {grants.length > 0 && (
        <ul className="plain-list panel" aria-label="Grants">
          {grants.map((grant) => (
            <li key={grant.id}>
              <GrantLine grant={grant} onRemove={() => removing.mutate(grant)} />
            </li>
          ))}
        </ul>
      )}
      {isAdding ? (
        <GrantForm type={type} id={id} name={name} onDone={() => setIsAdding(false)} />
      ) : (
        <Group>
          <Button variant="default" onClick={() => setIsAdding(true)}>
            Add a grant
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function GrantLine({ grant, onRemove }: { grant: Grant; onRemove(): void }) {
  const name = grant.principalName ?? grant.principal;
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <PrincipalIcon kind={grant.principal.split(":")[0] ?? ""} name={name} />
      <Stack gap={2} className="grow">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Group gap={4}>
          {grant.role ? (
            <Badge variant="light" tt="none">
              {grant.role}
            </Badge>
          ) : (
            grant.allow.map((action) => (
              <Badge key={action} variant="light" tt="none">
                {action}
              </Badge>
            ))
          )}
          {grant.deny.map((action) => (
            <Badge key={action} variant="light" color="red" tt="none">
              denies {action}
            </Badge>
          ))}
        </Group>
        {grant.condition && <Code style={{ whiteSpace: "pre-wrap" }}>{grant.condition}</Code>}
        <Text size="xs" c="dimmed">
          {[
            grant.expiresAt ? `Ends ${inFull(grant.expiresAt)} (${fromNow(grant.expiresAt)})` : "No end",
            grant.givenByName && `given by ${grant.givenByName}`,
            grant.lastUsed ? `last used ${grant.lastUsed}` : "not used yet",
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </Stack>
      <CloseButton aria-label={`Take away the grant of ${name}`} onClick={onRemove} />
    </div>
  );
}
