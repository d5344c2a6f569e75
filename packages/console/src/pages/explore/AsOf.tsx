import { t } from "@lingui/core/macro";
import { TextInput } from "@mantine/core";
import { fieldInDays, fromField, toField } from "../../parts/moments.ts";

/** A moment in the past; empty: now. */
export function AsOf({ at, onAsk }: { at: string | undefined; onAsk(at: string | undefined): void }) {
  return (
    <TextInput
      // Taken over when one is done typing: each moment is another question.
      key={at}
      type="datetime-local"
      label={t`As it was at`}
      description={t`Empty: now`}
      inputWrapperOrder={["label", "input", "description"]}
      defaultValue={toField(at ?? null)}
      max={fieldInDays(0)}
      onBlur={(event) => {
        const next = fromField(event.currentTarget.value) ?? undefined;
        if (toField(next ?? null) !== toField(at ?? null)) onAsk(next);
      }}
    />
  );
}
