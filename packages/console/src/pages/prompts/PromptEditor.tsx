import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type PromptVersion, promptVersionsQuery, type WholePrompt } from "../../api/prompts.ts";
import { confirm } from "../../parts/confirm.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { NewVersionForm } from "./NewVersionForm.tsx";
import { PromptActions } from "./PromptActions.tsx";
import { PromptDetailsForm } from "./PromptDetailsForm.tsx";
import { PromptVersions } from "./PromptVersions.tsx";
import { fieldsOf, usePromptForm } from "./promptForm.ts";

/** What a new version begins with. */
export type Base = Pick<PromptVersion, "_id" | "prompt">;

/** A prompt with its versions: a new text is a draft, until it is brought into production. */
export function PromptEditor({ prompt, etag }: { prompt: WholePrompt; etag: string | null }) {
  const { data: versions } = useSuspenseQuery(promptVersionsQuery(prompt._id));
  const [base, setBase] = useState<Base | null>(prompt.productionPrompt ?? versions[0] ?? null);
  const [text, setText] = useState(base?.prompt ?? "");
  const details = usePromptForm(fieldsOf(prompt));
  const isTextDirty = text !== (base?.prompt ?? "");
  useUnsaved(() => isTextDirty || details.isDirty(), t`Your changes to this prompt are not saved yet.`);
  useKept<{ base: Base | null; text: string }>(
    "text",
    () => (isTextDirty ? { base, text } : null),
    (kept) => {
      setBase(kept.base);
      setText(kept.text);
    },
  );
  const writeOn = async (version: Base) => {
    const isSure =
      !isTextDirty ||
      (await confirm({
        title: t`Replace what you have written?`,
        text: t`The text in the field is not saved yet.`,
        confirm: t`Replace`,
      }));
    if (!isSure) return;
    setBase(version);
    setText(version.prompt);
  };
  return (
    <>
      <PageTitle title={prompt.name} actions={<PromptActions prompt={prompt} />} />
      <div className="prompt-editor">
        <NewVersionForm
          prompt={prompt}
          versions={versions}
          base={base}
          text={text}
          isDirty={isTextDirty}
          onType={setText}
          onSaved={setBase}
        />
        <PromptVersions
          prompt={prompt}
          etag={etag}
          versions={versions}
          base={base}
          onWriteOn={(version) => void writeOn(version)}
        />
        <PromptDetailsForm prompt={prompt} etag={etag} form={details} />
      </div>
    </>
  );
}
