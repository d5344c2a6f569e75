import { t } from "@lingui/core/macro";
import { Button, Code, Drawer, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHistory } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { agentVersionsQuery, revertAgent, type WholeAgent } from "../../api/agents.ts";
import type { Versioned } from "../../api/request.ts";
import { ByWhom } from "../../parts/ByWhom.tsx";
import { confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { inFull } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { askBeforeItGrows } from "./askBeforeItGrows.tsx";

interface VersionsProps {
  agent: WholeAgent;
  etag: string | null;
  onReverted(answer: Versioned<WholeAgent>): void;
}

export function VersionsButton({ agent, etag, onReverted }: VersionsProps) {
  const [isOpen, drawer] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconHistory size={15} />} onClick={drawer.open}>
        {t`Versions`}
      </Button>
      <Drawer opened={isOpen} onClose={drawer.close} position="right" title={t`Versions`}>
        <Loaded>
          <Versions
            agent={agent}
            etag={etag}
            onReverted={(answer) => {
              drawer.close();
              onReverted(answer);
            }}
          />
        </Loaded>
      </Drawer>
    </>
  );
}

function Versions({ agent, etag, onReverted }: VersionsProps) {
  const { data: versions } = useSuspenseQuery(agentVersionsQuery(agent.id));
  const reverting = useChange({
    run: ({ index, closure }: { index: number; closure: string | null }) => revertAgent(agent.id, index, etag, closure),
    refresh: [["agents"], ["agent", agent.id, "whole"], ["agent", agent.id, "versions"]],
    said: t`The former version is back`,
    onDone: onReverted,
  });
  const ask = async (index: number) => {
    const sure = await confirm({
      title: t`Go back to version ${index + 1}?`,
      text: t`What is there now stays in the list of versions.`,
      confirm: t`Go back`,
      danger: false,
    });
    const seen = sure && (await askBeforeItGrows(agent.id, { version_index: index }));
    if (seen) reverting.mutate({ index, closure: seen.closure });
  };
  const newestFirst = versions.map((version, index) => ({ version, index })).reverse();
  return (
    <Stack component="ol" className="plain-list" gap="sm">
      {newestFirst.map(({ version, index }) => (
        <Stack component="li" key={index} className="panel" p="sm" gap={6}>
          <Group justify="space-between" wrap="nowrap">
            <div>
              <Text fw={600} size="sm">
                {index === versions.length - 1 ? t`Version ${index + 1} · now` : t`Version ${index + 1}`}
              </Text>
              <Text size="xs" c="dimmed">
                {inFull(version.updatedAt ?? version.createdAt)}
                {version.updatedBy && (
                  <ByWhom id={version.updatedBy} known={{ id: agent.author, name: agent.owner_contact?.name }} />
                )}
                {version.model && ` · ${version.model}`}
              </Text>
            </div>
            {index !== versions.length - 1 && (
              <Button size="compact-xs" variant="default" style={{ flex: "none" }} onClick={() => void ask(index)}>
                {t`Go back to this`}
              </Button>
            )}
          </Group>
          <Text size="sm">{version.name}</Text>
          {version.description && (
            <Text size="sm" c="dimmed">
              {version.description}
            </Text>
          )}
          {version.instructions && (
            <Code block style={{ whiteSpace: "pre-wrap", maxHeight: 140, overflow: "auto" }} tabIndex={0}>
              {version.instructions}
            </Code>
          )}
        </Stack>
      ))}
    </Stack>
  );
}
