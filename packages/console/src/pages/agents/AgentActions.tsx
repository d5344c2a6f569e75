import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { WholeAgent } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { type AgentTool, agentToolsQuery, takeAction } from "../../api/tools.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { ActionForm } from "./ActionForm.tsx";
import { modeInWords } from "./actionFields.ts";
import { ChangeAction } from "./ChangeAction.tsx";
import { GiveTool } from "./GiveTool.tsx";

const nameOf = ({ name }: AgentTool): string => name ?? t`an action of somebody else's`;

/** What an agent can call; each is given and taken at once, without saving the form. */
export function AgentActions({ agent }: { agent: WholeAgent }) {
  const { data: tools } = useSuspenseQuery(agentToolsQuery(agent.id));
  const mayMake = useFeature("MCP_SERVERS.CREATE");
  const heading = useFocusWhenFewer(tools.length);
  const taking = useChange({
    run: (tool: AgentTool) => takeAction(agent.id, tool._id),
    // Giving and taking one is a version of the agent, from which the form saves next.
    refresh: [["agent", agent.id]],
    said: (_, tool) => t`The agent no longer has ${nameOf(tool)}`,
  });
  const askAndTake = async (tool: AgentTool) => {
    const sure = await confirm({
      title: t`Take ${nameOf(tool)} from the agent?`,
      text: t`It no longer calls it. Where no other agent has it and you may delete it, it is deleted, with its key.`,
      confirm: t`Take it`,
    });
    if (sure) taking.mutate(tool);
  };
  return (
    <Stack component="section" className="panel" p="lg" gap="sm" aria-labelledby="agent-actions">
      <Title order={2} size="h4" id="agent-actions" ref={heading} tabIndex={-1}>
        {t`Actions`}
      </Title>
      <Text size="sm" c="dimmed">
        {t`Services that the agent calls while it answers. Whoever talks to it sees what was asked and answered, and neither the service itself nor its key. They are given and taken at once.`}
      </Text>
      {tools.length > 0 && (
        <ul className="plain-list" aria-label={t`Actions of the agent`}>
          {tools.map((tool) => (
            <li key={tool._id}>
              <Group wrap="nowrap" gap="sm" py={6} align="flex-start">
                <div style={{ flex: 1, minWidth: 0 }}>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {nameOf(tool)}
                  </Text>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {[tool.domain, modeInWords[tool.mode], tool.functions.join(", ")].filter(Boolean).join(" · ")}
                  </Text>
                </div>
                <GuardedButton
                  size="compact-sm"
                  variant="default"
                  style={{ flex: "none" }}
                  aria-label={t`Change ${nameOf(tool)}`}
                  whyNot={
                    tool.may.includes("update") ? null : t`Not allowed: only those who may edit the action itself.`
                  }
                  onClick={() =>
                    openForm({
                      title: t`Change ${nameOf(tool)}`,
                      isLarge: true,
                      children: <ChangeAction agentId={agent.id} tool={tool} />,
                    })
                  }
                >
                  {t`Change`}
                </GuardedButton>
                <Button
                  size="compact-sm"
                  variant="default"
                  style={{ flex: "none" }}
                  aria-label={t`Take away ${nameOf(tool)}`}
                  onClick={() => void askAndTake(tool)}
                >
                  {t`Take away`}
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      )}
      <Group gap="xs">
        <GuardedButton
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          whyNot={whyNot(mayMake)}
          onClick={() =>
            openForm({
              title: t`Add an action`,
              isLarge: true,
              children: <ActionForm agentId={agent.id} former={null} />,
            })
          }
        >
          {t`Add an action`}
        </GuardedButton>
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            openForm({ title: t`Give it an action`, children: <GiveTool agentId={agent.id} has={tools} /> })
          }
        >
          {t`Use one that is there`}
        </Button>
      </Group>
    </Stack>
  );
}
