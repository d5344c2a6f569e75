import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { type Category, report } from "../../api/moderation.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { categoryWords } from "./words.ts";

interface Reported {
  /** `message:<id>`, `agent:<id>` … */
  resource: string;
  /** `this message`, `the agent “Rude agent”`. */
  what: string;
  passcode?: string;
}

/** To the moderators, with what is wrong. */
export const openReport = (reported: Reported) =>
  openForm({ title: t`Report ${reported.what}`, children: <ReportForm {...reported} /> });

const categories = Object.entries(categoryWords).map(([value, label]) => ({ value, label }));

function ReportForm({ resource, passcode }: Reported) {
  const [category, setCategory] = useState<Category | null>(null);
  const [text, setText] = useState("");
  const reporting = useChange({
    run: () =>
      report({
        resource,
        category: category ?? "other",
        ...(text.trim() !== "" && { text }),
        ...(passcode && { passcode }),
      }),
    refresh: [["reports"]],
    said: t`Thank you: the moderators look at it`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => text !== "", t`Your report is not sent yet.`);
  return (
    <form
      aria-label={t`Report`}
      onSubmit={(event) => {
        event.preventDefault();
        reporting.mutate();
      }}
    >
      <Stack>
        <Text size="sm">
          {t`A moderator sees what you see of it now, and no more. Whoever it is about does not learn who reported it.`}
        </Text>
        <Select
          label={t`What is wrong?`}
          placeholder={t`Choose one`}
          required
          withAsterisk={false}
          data={categories}
          value={category}
          onChange={(next) => setCategory(next as Category | null)}
        />
        <Textarea
          label={t`What should the moderators know?`}
          description={t`Optional`}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ChangeProblem of={reporting} />
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button type="submit" disabled={category === null} loading={reporting.isPending}>
            {t`Send the report`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
