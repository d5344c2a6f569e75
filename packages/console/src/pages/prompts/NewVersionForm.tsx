import { t } from "@lingui/core/macro";
import { Button, Group, Stack } from "@mantine/core";
import { addVersion, type PromptVersion, type WholePrompt } from "../../api/prompts.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import type { Base } from "./PromptEditor.tsx";
import { PromptTextField } from "./PromptTextField.tsx";
import { versionName } from "./versionName.ts";

interface NewVersionFormProps {
  prompt: WholePrompt;
  versions: readonly PromptVersion[];
  base: Base | null;
  text: string;
  isDirty: boolean;
  onType(text: string): void;
  onSaved(version: PromptVersion): void;
}

export function NewVersionForm({ prompt, versions, base, text, isDirty, onType, onSaved }: NewVersionFormProps) {
  const saving = useChange({
    run: (sent: string) => addVersion(prompt._id, sent),
    refresh: [["prompt", prompt._id, "versions"]],
    said: t`Saved as a draft`,
    onDone: ({ prompt: version }) => onSaved(version),
    onFailed: () => undefined,
  });
  return (
    <form
      className="prompt-editor-text"
      aria-label={t`Text`}
      onSubmit={(event) => {
        event.preventDefault();
        if (isDirty && text !== "") saving.mutate(text);
      }}
    >
      <Stack className="panel" p="lg">
        <PromptTextField value={text} onChange={onType} description={descriptionOf(prompt, versions, base, isDirty)} />
        {saving.error && <ProblemCard error={saving.error} />}
        <Group>
          <Button type="submit" loading={saving.isPending} disabled={!isDirty || text === ""}>
            {t`Save as a new version`}
          </Button>
          <ButtonLink to="/prompts" variant="default">
            {t`Back to prompts`}
          </ButtonLink>
        </Group>
      </Stack>
    </form>
  );
}

function descriptionOf(
  { productionId }: WholePrompt,
  versions: readonly PromptVersion[],
  base: Base | null,
  isDirty: boolean,
): string {
  if (base === null) return t`The first version`;
  const name = versionName(versions, base._id);
  if (isDirty) return t`Written on from ${name.toLowerCase()}; not saved yet`;
  return base._id === productionId ? t`${name}, which is in production` : t`${name}, not in production`;
}
