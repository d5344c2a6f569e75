import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { editReview, REVIEWS_CHANGED, type Review } from "../../api/reviews.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { fieldInDays, fromField, toField } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

/** Its name, its end, and what follows then. */
export function EditReviewForm({ review }: { review: Review }) {
  const [name, setName] = useState(review.name);
  const [due, setDue] = useState(toField(review.dueAt));
  const [closes, setCloses] = useState(review.closesWhenDue);
  const [undecided, setUndecided] = useState(review.undecided);
  const [isSeries, setIsSeries] = useState(review.repeat !== null);
  const isOtherEnd = due !== toField(review.dueAt);
  const saving = useChange({
    run: () =>
      editReview(review.id, {
        name,
        closesWhenDue: closes,
        undecided,
        // An end that nobody touched keeps its seconds.
        ...(isOtherEnd && { dueAt: fromField(due) ?? "" }),
        ...(review.repeat !== null && !isSeries && { repeat: null }),
      }),
    refresh: REVIEWS_CHANGED,
    said: t`Saved`,
    onDone: () => closeForm(),
    onFailed: () => undefined,
  });
  useUnsaved(() => name !== review.name || isOtherEnd, t`The change is not saved yet.`);
  return (
    <form
      aria-label={t`Change ${review.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={t`Name`}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t`Until`}
          value={due}
          min={fieldInDays(0)}
          onChange={(event) => setDue(event.currentTarget.value)}
        />
        <Checkbox
          label={t`Close it at its end`}
          description={t`Otherwise it waits for you, and reminds reviewers every week`}
          checked={closes}
          onChange={(event) => setCloses(event.currentTarget.checked)}
        />
        <Radio.Group
          label={t`What nobody decided`}
          value={undecided}
          onChange={(next) => setUndecided(next as Review["undecided"])}
        >
          <Stack gap={6} mt={6}>
            <Radio value="leave" label={t`Stays, and the result says so`} />
            <Radio value="revoke" label={t`Is taken away`} />
          </Stack>
        </Radio.Group>
        {review.repeat !== null && (
          <Checkbox
            label={t`Open the next one`}
            description={t`Otherwise this is the last of its series`}
            checked={isSeries}
            onChange={(event) => setIsSeries(event.currentTarget.checked)}
          />
        )}
        <ChangeProblem of={saving} />
        <Group justify="flex-end">
          <Button type="submit" disabled={name.trim() === "" || due === ""} loading={saving.isPending}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
