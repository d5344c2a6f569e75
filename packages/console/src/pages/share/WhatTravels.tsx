import { plural, t } from "@lingui/core/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { Closure } from "../../api/closure.ts";
import { TravellingThings } from "./TravellingThings.tsx";

/** More would push away whom it is shared with. */
const SHOWN_AT_ONCE = 6;
const AGENTS_AT_ONCE = 3;

/** Everything that goes with an agent, or with the agents of a project, when it is shared; seen before somebody is added. */
export function WhatTravels({ closure }: { closure: Closure }) {
  if (!closure.agents) return <WithAgent closure={closure} />;
  return closure.count ? <WithAgents of={closure.agents} count={closure.count} isWhole={closure.isWhole} /> : null;
}

interface WithAgentsProps {
  of: NonNullable<Closure["agents"]>;
  count: number;
  isWhole: boolean;
}

/** Of a project: agent by agent. */
function WithAgents({ of: agents, count, isWhole }: WithAgentsProps) {
  const [isOpen, more] = useDisclosure(false);
  const shown = isOpen ? agents : agents.slice(0, AGENTS_AT_ONCE);
  return (
    <Stack component="section" className="panel" p="md" gap="xs" aria-labelledby="travels">
      <Title order={3} size="h6" id="travels">
        {plural(count, { one: "What travels with its agent", other: `What travels with its ${count} agents` })}
      </Title>
      {shown.map(({ name, things }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what one may not see has nothing else to tell it by
        <Stack key={at} gap={4}>
          <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {name || t`An agent that you may not see`}
          </Text>
          {things.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t`Nothing goes with it.`}
            </Text>
          ) : (
            <TravellingThings things={things} />
          )}
        </Stack>
      ))}
      {!isWhole && <Text size="sm">{t`There is more than is looked through here.`}</Text>}
      {agents.length > AGENTS_AT_ONCE && (
        <Button
          size="compact-sm"
          variant="subtle"
          style={{ alignSelf: "flex-start" }}
          aria-expanded={isOpen}
          onClick={more.toggle}
        >
          {isOpen ? t`Show fewer` : t`Show ${agents.length - AGENTS_AT_ONCE} further`}
        </Button>
      )}
    </Stack>
  );
}

function WithAgent({ closure: { things, isWhole } }: { closure: Closure }) {
  const [isOpen, more] = useDisclosure(false);
  const isLong = things.length > SHOWN_AT_ONCE;
  // What does not work is what one looks for first.
  const sorted = things.toSorted((a, b) => Number(a.works) - Number(b.works));
  const [first, others] = isLong ? [sorted.slice(0, SHOWN_AT_ONCE), sorted.slice(SHOWN_AT_ONCE)] : [sorted, []];
  return (
    <Stack component="section" className="panel" p="md" gap="xs" aria-labelledby="travels">
      <Title order={3} size="h6" id="travels">
        {t`What travels with it`}
      </Title>
      {things.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t`Nothing: it has no files, no actions and no model yet.`}
        </Text>
      ) : (
        <TravellingThings things={isOpen ? sorted : first} />
      )}
      {!isWhole && (
        <Text size="sm">{t`There is more than is looked through here: its agents have many agents in turn.`}</Text>
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
          {isOpen ? t`Show fewer` : t`Show all (${others.length} further)`}
        </Button>
      )}
    </Stack>
  );
}
