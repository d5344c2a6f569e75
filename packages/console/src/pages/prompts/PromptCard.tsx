import { plural, t } from "@lingui/core/macro";
import { ActionIcon, Group, Menu, Stack, Text, Title } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Rights } from "../../api/may.ts";
import { useFeature } from "../../api/may.ts";
import { deletePrompt, type PromptListItem, readPrompt } from "../../api/prompts.ts";
import { useSession } from "../../app/useSession.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { GuardedMenuItem } from "../../parts/GuardedMenuItem.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";
import { PromptBadges } from "./PromptBadges.tsx";

export function PromptCard({ prompt, rights }: { prompt: PromptListItem; rights: Rights }) {
  const navigate = useNavigate();
  const user = useSession();
  const { _id: id, name } = prompt;
  const create = useFeature("PROMPTS.CREATE");
  const deleting = useChange({
    call: (version: string | null) => deletePrompt(id, version),
    asks: () => ({
      title: t`Delete ${name}?`,
      text: t`It goes with all its versions, and cannot be brought back. Messages that were written with it stay.`,
      confirm: t`Delete`,
      danger: true,
      always: true,
      thing: `prompt:${id}`,
    }),
    refresh: [["prompts"]],
    gone: ["prompt", id],
    said: t`${name} is deleted`,
  });
  // As it was when the question was put. Where it cannot be read, deleting will say why.
  const askAndDelete = async () =>
    deleting.mutate(
      await readPrompt(id).then(
        ({ etag }) => etag,
        () => null,
      ),
    );
  return (
    <Stack component="article" className="panel" p="md" gap="xs" h="100%" aria-label={name}>
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <div style={{ minWidth: 0, flex: 1 }}>
          <Title order={2} size="h5" lineClamp={1} title={name}>
            <TextLink to="/prompts/$groupId" params={{ groupId: id }} inherit c="inherit">
              {name}
            </TextLink>
          </Title>
          <Text size="xs" c="dimmed">
            {[prompt.author !== user?.id && prompt.authorName && t`By ${prompt.authorName}`, usesOf(prompt)]
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
            <GuardedMenuItem
              leftSection={<IconTrash size={16} />}
              whyNot={whyNot(create) ?? whyNot(rights.delete)}
              onClick={() => void askAndDelete()}
            >
              {t`Delete`}
            </GuardedMenuItem>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Text size="sm" className="clamp" style={{ flex: 1 }} {...(!prompt.oneliner && { c: "dimmed" })}>
        {prompt.oneliner || prompt.productionPrompt?.prompt || t`No text`}
      </Text>
      <PromptBadges prompt={prompt} />
      <Group gap="xs" mt={4}>
        <ButtonLink size="xs" to="/c/new" search={{ prompt: id }} aria-label={t`Use ${name}`}>
          {t`Use`}
        </ButtonLink>
        <GuardedButton
          size="xs"
          variant="default"
          whyNot={whyNot(rights.update)}
          aria-label={t`Edit ${name}`}
          onClick={() => void navigate({ to: "/prompts/$groupId", params: { groupId: id } })}
        >
          {t`Edit`}
        </GuardedButton>
        <ShareButton type="prompt" id={id} name={name} whyNot={whyNot(rights.share)} />
      </Group>
    </Stack>
  );
}

const usesOf = ({ numberOfGenerations: uses }: PromptListItem) =>
  uses === 0 ? t`not used yet` : plural(uses, { one: "used once", other: `used ${uses} times` });
