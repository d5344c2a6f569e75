import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { subjectsQuery } from "../../api/access.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { ExplanationView } from "./ExplanationView.tsx";
import type { Shared } from "./ShareButton.tsx";

const ACTIONS = ["use", "update", "delete", "share"] as const;

/** What the server answers for each person right now, and why. */
export function WhoCanDoWhat({ type, id }: Shared) {
  const resource = `${type}:${id}`;
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(
    subjectsQuery(resource, ACTIONS),
  );
  const [other, setOther] = useState<{ subject: string; name: string } | null>(null);
  const people = data.pages.flatMap((page) => page.subjects);
  return (
    <Stack>
      {people.length === 0 && <NothingHere title="Nobody" text="Nobody can use it at the moment." />}
      <ul className="plain-list panel" aria-label="Who can do what">
        {people.map((person) => (
          <li key={person.subject}>
            <PersonLine {...person} resource={resource} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      <PrincipalPicker
        label="Ask about somebody else"
        types={["user"]}
        onPick={(found) => setOther({ subject: `user:${found.id}`, name: found.name })}
      />
      {other && (
        <Stack gap="xs" className="panel" p="md">
          <Text fw={600}>{other.name}</Text>
          <Loaded of={other.subject} skeleton={<RowsSkeleton rows={1} />}>
            <ExplanationView subject={other.subject} action="use" resource={resource} />
          </Loaded>
        </Stack>
      )}
    </Stack>
  );
}

interface PersonLineProps {
  subject: string;
  name: string;
  actions: string[];
  resource: string;
}

function PersonLine({ subject, name, actions, resource }: PersonLineProps) {
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <Stack gap="xs" px="md" py="sm">
      <Group gap="sm">
        <PrincipalIcon kind={subject.split(":")[0] ?? ""} name={name} />
        <Text size="sm" fw={500} className="grow">
          {name}
        </Text>
        <Group gap={4}>
          {actions.map((action) => (
            <Badge key={action} variant="light" tt="none">
              {action}
            </Badge>
          ))}
        </Group>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={asked !== null}
          aria-label={`Why? ${name}`}
          onClick={() => setAsked(asked === null ? (actions.at(-1) ?? "use") : null)}
        >
          Why?
        </Button>
      </Group>
      {asked !== null && (
        <Stack gap="xs">
          <Group gap={4} role="group" aria-label="Action to explain">
            {ACTIONS.map((action) => (
              <Button
                key={action}
                size="compact-xs"
                variant={asked === action ? "filled" : "default"}
                aria-pressed={asked === action}
                onClick={() => setAsked(action)}
              >
                {action}
              </Button>
            ))}
          </Group>
          <Loaded of={asked} skeleton={<RowsSkeleton rows={1} />}>
            <ExplanationView subject={subject} action={asked} resource={resource} />
          </Loaded>
        </Stack>
      )}
    </Stack>
  );
}
