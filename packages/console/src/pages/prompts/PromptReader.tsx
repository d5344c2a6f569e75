import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import type { WholePrompt } from "../../api/prompts.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { openReport } from "../moderation/ReportForm.tsx";
import { PromptActions } from "./PromptActions.tsx";
import { PromptBadges } from "./PromptBadges.tsx";
import { PromptText } from "./PromptText.tsx";
import { VariableList } from "./VariableList.tsx";

/** A prompt as whoever may use it, and not change it, sees it: its text in production. */
export function PromptReader({ prompt }: { prompt: WholePrompt }) {
  const text = prompt.productionPrompt?.prompt ?? "";
  return (
    <>
      <PageTitle
        title={prompt.name}
        text={
          <Stack gap="xs">
            {prompt.oneliner && <Text>{prompt.oneliner}</Text>}
            {prompt.authorName && (
              <Text size="sm">{t`By ${prompt.authorName}. You may use it, and not change it.`}</Text>
            )}
            <PromptBadges prompt={prompt} />
          </Stack>
        }
        actions={<PromptActions prompt={prompt} />}
      />
      <Stack className="panel" p="lg" maw={760}>
        <section aria-labelledby="prompt-text">
          <Title order={2} size="h6" mb="xs" id="prompt-text">
            {t`Text`}
          </Title>
          {text === "" ? (
            <Text c="dimmed">{t`No text is in production.`}</Text>
          ) : (
            <PromptText text={text} label={t`Text`} />
          )}
        </section>
        <section aria-labelledby="prompt-variables">
          <Title order={2} size="h6" mb="xs" id="prompt-variables">
            {t`Variables`}
          </Title>
          <VariableList text={text} />
        </section>
        <Group gap="xs">
          <ButtonLink to="/prompts" variant="default">
            {t`Back to prompts`}
          </ButtonLink>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconFlag size={16} aria-hidden />}
            onClick={() => openReport({ resource: `prompt:${prompt._id}`, what: `“${prompt.name}”` })}
          >
            {t`Report…`}
          </Button>
        </Group>
      </Stack>
    </>
  );
}
