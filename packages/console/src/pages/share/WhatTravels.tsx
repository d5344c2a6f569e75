import { Button, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { Closure } from "../../api/closure.ts";
import { TravellingThings } from "./TravellingThings.tsx";

/** More would push away whom it is shared with. */
const SHOWN_AT_ONCE = 6;

/** Everything that goes with an agent when it is shared; seen before somebody is added. */
export function WhatTravels({ closure: { things, isWhole } }: { closure: Closure }) {
  const [isOpen, more] = useDisclosure(false);
  const isLong = things.length > SHOWN_AT_ONCE;
  // What does not work is what one looks for first.
  const sorted = things.toSorted((a, b) => Number(a.works) - Number(b.works));
  const [first, others] = isLong ? [sorted.slice(0, SHOWN_AT_ONCE), sorted.slice(SHOWN_AT_ONCE)] : [sorted, []];
  return (
    <Stack component="section" className="panel" p="md" gap="xs" aria-labelledby="travels">
      <Title order={3} size="h6" id="travels">
        What travels with it
      </Title>
      {things.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing: it has no files, no actions and no model yet.
        </Text>
      ) : (
        <TravellingThings things={isOpen ? sorted : first} />
      )}
      {!isWhole && (
        <Text size="sm">There is more than is looked through here: its agents have many agents in turn.</Text>
      )}
      {isLong && (
        <Button
          size="compact-sm"
          variant="subtle"
          style={{ alignSelf: "flex-start" }}
          leftSection={isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          aria-expanded={isOpen}
          onClick={more.toggle}
        >
          {isOpen ? "Show fewer" : `Show all (${others.length} further)`}
        </Button>
      )}
    </Stack>
  );
}
