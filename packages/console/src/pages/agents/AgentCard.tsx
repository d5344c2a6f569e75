import { t } from "@lingui/core/macro";
import { ActionIcon, Badge, Group, Menu, Stack, Text, Title } from "@mantine/core";
import { IconCopy, IconDots, IconFlag, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type AgentListItem, agentVersion, deleteAgent, duplicateAgent } from "../../api/agents.ts";
import type { Rights } from "../../api/may.ts";
import { useFeature } from "../../api/may.ts";
import { pictureOf } from "../../api/pictures.ts";
import { useSession } from "../../app/useSession.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { GuardedMenuItem } from "../../parts/GuardedMenuItem.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { openReport } from "../moderation/ReportForm.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { categoryLabel } from "./categoryLabel.ts";

export function AgentCard({ agent, rights }: { agent: AgentListItem; rights: Rights }) {
  const navigate = useNavigate();
  const user = useSession();
  const name = agent.name || t`Unnamed agent`;
  const create = useFeature("AGENTS.CREATE");
  const deleting = useChange({
    call: (version: string | null) => deleteAgent(agent.id, version),
    asks: () => ({
      title: t`Delete ${name}?`,
      text: t`Nobody can use it any more, and it cannot be brought back. Conversations with it stay.`,
      confirm: t`Delete`,
      danger: true,
      always: true,
      thing: `agent:${agent._id}`,
    }),
    refresh: [["agents"]],
    gone: ["agent", agent.id],
    said: t`${name} is deleted`,
  });
  const copying = useChange({
    run: () => duplicateAgent(agent.id),
    refresh: [["agents"]],
    said: ({ agent: copy }) => t`The copy is called ${copy.name ?? ""}`,
  });
  const mayNotCopy = whyNot(create) ?? whyNot(rights.update);
  const mayNotDelete = whyNot(rights.delete);
  // As it was when the question was put. Where it cannot be read, deleting will say why.
  const askAndDelete = async () => deleting.mutate(await agentVersion(agent.id).catch(() => null));
  return (
    <Stack component="article" className="panel" p="md" gap="xs" h="100%" aria-label={name}>
      <Group wrap="nowrap" gap="sm">
        <PrincipalIcon kind="agent" name={name} picture={pictureOf(agent.avatar?.filepath)} />
        <div style={{ minWidth: 0, flex: 1 }}>
          <Title order={2} size="h5" lineClamp={1} title={name}>
            {name}
          </Title>
          <Text size="xs" c="dimmed">
            {[
              agent.author !== user?.id && agent.owner_contact && t`By ${agent.owner_contact.name}`,
              agent.updatedAt && t`changed ${fromNow(agent.updatedAt)}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t`More for ${name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <GuardedMenuItem leftSection={<IconCopy size={16} />} whyNot={mayNotCopy} onClick={() => copying.mutate()}>
              {t`Duplicate`}
            </GuardedMenuItem>
            <GuardedMenuItem
              leftSection={<IconTrash size={16} />}
              whyNot={mayNotDelete}
              onClick={() => void askAndDelete()}
            >
              {t`Delete`}
            </GuardedMenuItem>
            {agent.author !== user?.id && (
              <Menu.Item
                leftSection={<IconFlag size={16} />}
                onClick={() => openReport({ resource: `agent:${agent.id}`, what: `“${name}”` })}
              >
                {t`Report…`}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Text size="sm" className="clamp" style={{ flex: 1 }} {...(!agent.description && { c: "dimmed" })}>
        {agent.description || t`No description`}
      </Text>
      <Group gap={6}>
        {agent.isPublic && <Badge variant="light">{t`Everyone`}</Badge>}
        {agent.category && agent.category !== "general" && (
          <Badge variant="default" tt="none" fw={500}>
            {categoryLabel(agent.category)}
          </Badge>
        )}
      </Group>
      <Group gap="xs" mt={4}>
        <ButtonLink size="xs" to="/c/new" search={{ agent: agent.id }} aria-label={t`Chat with ${name}`}>
          {t`Chat`}
        </ButtonLink>
        <GuardedButton
          size="xs"
          variant="default"
          whyNot={whyNot(rights.update)}
          aria-label={t`Edit ${name}`}
          onClick={() => void navigate({ to: "/agents/$agentId", params: { agentId: agent.id } })}
        >
          {t`Edit`}
        </GuardedButton>
        <ShareButton type="agent" id={agent._id} name={name} whyNot={whyNot(rights.share)} />
      </Group>
    </Stack>
  );
}
