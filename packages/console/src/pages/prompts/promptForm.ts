import { t } from "@lingui/core/macro";
import { useForm } from "@mantine/form";
import type { PromptForm, WholePrompt } from "../../api/prompts.ts";
import { changed } from "../../parts/takeOver.ts";

/** The fields of the form beside the text. */
export type PromptFields = {
  name: string;
  oneliner: string;
  category: string;
  command: string;
};

export const emptyPrompt: PromptFields = { name: "", oneliner: "", category: "", command: "" };

export const fieldsOf = ({
  name,
  oneliner,
  category,
  command = "",
}: Omit<WholePrompt, "may" | "productionPrompt">) => ({
  name,
  oneliner,
  category,
  command,
});

/** What differs from what is stored: another's change of the rest stays. */
export function changedOf(prompt: WholePrompt, fields: PromptFields): Partial<PromptForm> {
  const found = changed(fieldsOf(prompt), fields);
  return { ...found, ...(found.name !== undefined && { name: found.name.trim() }) };
}

export const labels: Readonly<Record<keyof PromptFields, string>> = {
  name: t`Name`,
  oneliner: t`Line`,
  category: t`Category`,
  command: t`Command`,
};

export const usePromptForm = (initialValues: PromptFields) =>
  useForm<PromptFields>({
    initialValues,
    validateInputOnBlur: true,
    validate: {
      name: (name) => (name.trim() === "" ? t`Give it a name` : null),
      command: (command) =>
        /^[a-z0-9-]*$/.test(command) ? null : t`Only small letters a to z, digits and - can be in a command`,
    },
  });
export type PromptFormState = ReturnType<typeof usePromptForm>;
