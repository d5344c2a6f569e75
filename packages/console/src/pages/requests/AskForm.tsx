import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askFor, draftQuery, REQUESTS_CHANGED } from "../../api/requests.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { fieldInDays, fromField } from "../../parts/moments.ts";
import { calledOf } from "../../parts/sharedKinds.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { levelLabel } from "../share/levels.ts";
import { levelsOf, rightInWords } from "./rightInWords.ts";

const LEAST = "";
const MONTH = 30;

/** Asks for the least right that suffices, for a month, unless one says otherwise. */
export function AskForm({ resource, action, isKnown }: { resource: string; action: string; isKnown: boolean }) {
  const { data: draft } = useSuspenseQuery(draftQuery(resource, action));
  const [level, setLevel] = useState(draft.role ?? LEAST);
  const [end, setEnd] = useState(fieldInDays(MONTH));
  const [message, setMessage] = useState("");
  const called = calledOf(resource);
  const levels = levelsOf(resource);
  const asking = useChange({
    run: () =>
      askFor({ resource, action, ...(level !== LEAST && { role: level }), expiresAt: fromField(end), message }),
    refresh: REQUESTS_CHANGED,
    said: t`Asked. You find the answer under Requests.`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => message !== "", t`Your request is not sent yet.`);
  const right = level === LEAST || level === draft.role ? draft : { resource, role: level, allow: [] };
  return (
    <form
      aria-label={t`Ask for access`}
      onSubmit={(event) => {
        event.preventDefault();
        asking.mutate();
      }}
    >
      <Stack>
        <Text size="sm">
          <Trans>
            You ask whoever may give it to let you {rightInWords(right)}.
            {!isKnown && ` ${t`If there is no such ${called}, nobody is asked, and you are not told.`}`}
          </Trans>
        </Text>
        {levels.length > 1 && (
          <Select
            label={t`As`}
            data={[
              ...(draft.role === null ? [{ value: LEAST, label: t`Just to ${rightInWords(draft)}` }] : []),
              ...levels.map((name) => ({ value: name, label: levelLabel(name) })),
            ]}
            value={level}
            allowDeselect={false}
            onChange={(next) => next !== null && setLevel(next)}
          />
        )}
        <EndField label={t`Until`} never={t`For good`} value={end} onChange={setEnd} />
        <Textarea
          label={t`What it is for`}
          description={t`Whoever answers reads it`}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={1000}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <ChangeProblem of={asking} again={t`Ask`} onAgain={() => asking.mutate()} />
        <Group justify="flex-end">
          <Button type="submit" loading={asking.isPending}>
            {t`Ask`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
