import { t } from "@lingui/core/macro";
import { Button, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { rightsQuery, useFeature } from "../../api/may.ts";
import { deleteVersion, makeProduction, type PromptVersion, type WholePrompt } from "../../api/prompts.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { confirm } from "../../parts/confirm.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import type { Base } from "./PromptEditor.tsx";
import { VersionItem } from "./VersionItem.tsx";
import { versionName } from "./versionName.ts";

const AT_ONCE = 10;

interface PromptVersionsProps {
  prompt: WholePrompt;
  etag: string | null;
  versions: readonly PromptVersion[];
  base: Base | null;
  onWriteOn(version: PromptVersion): void;
}

/** Every version, the newest first, and which one is in production. Each change is made at once. */
export function PromptVersions({ prompt, etag, versions, base, onWriteOn }: PromptVersionsProps) {
  const navigate = useNavigate();
  const [shown, setShown] = useState(AT_ONCE);
  const create = useFeature("PROMPTS.CREATE");
  const resource = `prompt:${prompt._id}`;
  const rights = useQuery(rightsQuery([resource])).data?.get(resource);
  const nameOf = (version: PromptVersion) => versionName(versions, version._id);
  const refresh = [["prompt", prompt._id], ["prompts"]];
  const making = useChange({
    run: (version: PromptVersion) => makeProduction(version._id, etag),
    refresh,
    said: (_, version) => t`${nameOf(version)} is in production`,
    onFailed: () => undefined,
  });
  const deleting = useChange({
    run: (version: PromptVersion) => deleteVersion(prompt._id, version._id, etag),
    refresh,
    said: ({ promptGroup }, version) => t`${promptGroup ? prompt.name : nameOf(version)} is deleted`,
    onDone: ({ promptGroup }) => {
      if (promptGroup) void navigate({ to: "/prompts", ignoreBlocker: true });
    },
    onFailed: () => undefined,
  });
  const askAndDelete = async (version: PromptVersion) => {
    const isLast = versions.length === 1;
    const sure = await confirm({
      title: t`Delete ${isLast ? prompt.name : nameOf(version).toLowerCase()}?`,
      text: whatGoes(isLast, version._id === prompt.productionId),
      confirm: t`Delete`,
    });
    if (sure) deleting.mutate(version);
  };
  return (
    <section className="prompt-editor-versions" aria-labelledby="versions">
      <Stack gap="sm">
        <Title order={2} size="h5" id="versions">
          {t`Versions`}
        </Title>
        <ChangeProblem of={making} again={t`Make it the one in production all the same`} />
        <ChangeProblem of={deleting} again={t`Delete it all the same`} />
        <Stack component="ol" className="plain-list" gap="sm">
          {versions.slice(0, shown).map((version) => (
            <VersionItem
              key={version._id}
              version={version}
              name={nameOf(version)}
              known={{ id: prompt.author, name: prompt.authorName || undefined }}
              isProduction={version._id === prompt.productionId}
              isBase={version._id === base?._id}
              isBusy={making.isPending || deleting.isPending}
              mayNotMake={whyNot(create) ?? whyNot(rights?.update)}
              mayNotDelete={whyNot(create) ?? whyNot(rights?.delete)}
              onMake={() => making.mutate(version)}
              onDelete={() => void askAndDelete(version)}
              onWriteOn={() => onWriteOn(version)}
            />
          ))}
        </Stack>
        {versions.length > shown && (
          <Button variant="default" size="xs" onClick={() => setShown(shown + AT_ONCE)}>
            {t`Show more (${versions.length - shown} further)`}
          </Button>
        )}
      </Stack>
    </section>
  );
}

function whatGoes(isLast: boolean, isProduction: boolean): string {
  if (isLast) return t`It is the only version: the whole prompt goes with it, and cannot be brought back.`;
  if (isProduction) return t`It is in production: the newest of the others takes its place. It cannot be brought back.`;
  return t`It cannot be brought back.`;
}
