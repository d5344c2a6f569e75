import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack } from "@mantine/core";
import { useState } from "react";
import { type AccessRequest, grantRequest, REQUESTS_CHANGED } from "../../api/requests.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { fromField, toField } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { levelLabel } from "../share/levels.ts";
import { levelsOf, rightInWords } from "./rightInWords.ts";

const AS_ASKED = "";

/** Another level, or another end, than was asked for. */
export function OtherTermsForm({ request }: { request: AccessRequest }) {
  const asked = toField(request.expiresAt);
  const [level, setLevel] = useState(AS_ASKED);
  const [end, setEnd] = useState(asked);
  const granting = useChange({
    run: () =>
      grantRequest(request.id, {
        ...(level !== AS_ASKED && { role: level }),
        ...(end !== asked && { expiresAt: fromField(end) }),
      }),
    refresh: [...REQUESTS_CHANGED, ["access"]],
    said: t`${request.requesterName ?? t`Somebody`} has it now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(() => level !== AS_ASKED || end !== asked, t`You have not answered yet.`);
  return (
    <form
      aria-label={t`Give something else`}
      onSubmit={(event) => {
        event.preventDefault();
        granting.mutate();
      }}
    >
      <Stack>
        <Select
          label={t`As`}
          data={[
            { value: AS_ASKED, label: t`What was asked for: ${rightInWords(request)}` },
            ...levelsOf(request.resource).map((name) => ({ value: name, label: levelLabel(name) })),
          ]}
          value={level}
          allowDeselect={false}
          onChange={(next) => next !== null && setLevel(next)}
        />
        <EndField label={t`Until`} never={t`For good`} value={end} onChange={setEnd} />
        <ChangeProblem of={granting} />
        <Group justify="flex-end">
          <Button type="submit" loading={granting.isPending}>
            {t`Give it`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
