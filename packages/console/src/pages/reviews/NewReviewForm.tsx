import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Pill, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { findings } from "../../api/report.ts";
import { type NewReview, openReview, REVIEWS_CHANGED, type Repeat } from "../../api/reviews.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { fieldInDays, fromField } from "../../parts/moments.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { thingKinds } from "../access/kinds.ts";
import { findingsInWords } from "../report/inWords.ts";

const repeats: Readonly<Record<string, Repeat | null>> = {
  Once: null,
  "Every month": { every: 1, unit: "month" },
  "Every quarter": { every: 3, unit: "month" },
  "Every half year": { every: 6, unit: "month" },
  "Every year": { every: 12, unit: "month" },
};
const reminders: Readonly<Record<string, number[]>> = {
  "A week and a day before": [7, 1],
  "A day before": [1],
  "On the day": [0],
  "A week before, a day before, and on the day": [7, 1, 0],
  Never: [],
};
const USUAL_REMINDER = t`A week and a day before`;

/** What it is about, who decides, until when, and what follows. */
export function NewReviewForm() {
  const [name, setName] = useState("");
  const [finding, setFinding] = useState("");
  const [kind, setKind] = useState("");
  const [of, setOf] = useState<FoundPrincipal | null>(null);
  const [who, setWho] = useState<"people" | "owners">("people");
  const [reviewers, setReviewers] = useState<FoundPrincipal[]>([]);
  const [due, setDue] = useState(fieldInDays(14));
  const [closes, setCloses] = useState(true);
  const [undecided, setUndecided] = useState<NewReview["undecided"]>("leave");
  const [reminder, setReminder] = useState(USUAL_REMINDER);
  const [repeat, setRepeat] = useState(t`Once`);
  const navigate = useNavigate();
  // The page goes on before the dialog is gone.
  const isOpened = useRef(false);
  const opening = useChange({
    run: () =>
      openReview({
        name,
        scope: {
          ...(finding !== "" && { finding: finding as (typeof findings)[number] }),
          ...(kind !== "" && { on: kind }),
          ...(of !== null && { of: keyOf(of) }),
        },
        reviewers: who === "owners" ? "owners" : reviewers.map(keyOf),
        dueAt: fromField(due) ?? "",
        closesWhenDue: closes,
        undecided,
        remindDays: reminders[reminder] ?? [],
        repeat: repeats[repeat] ?? null,
      }),
    refresh: REVIEWS_CHANGED,
    said: t`Opened; who reviews is told`,
    onDone: ({ id }) => {
      isOpened.current = true;
      closeForm();
      void navigate({ to: "/reviews/$reviewId", params: { reviewId: id } });
    },
    onFailed: () => undefined,
  });
  useUnsaved(() => !isOpened.current && (name !== "" || reviewers.length > 0), t`The review is not opened yet.`);
  const isReady = name.trim() !== "" && due !== "" && (who === "owners" || reviewers.length > 0);
  return (
    <form
      aria-label={t`New access review`}
      onSubmit={(event) => {
        event.preventDefault();
        opening.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={t`Name`}
          required
          withAsterisk={false}
          maxLength={120}
          placeholder={t`Widely shared agents`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <Select
            label={t`What to look at`}
            miw={200}
            data={[
              { value: "", label: t`Everything that was given` },
              ...findings.map((one) => ({ value: one, label: findingsInWords[one].label })),
            ]}
            value={finding}
            allowDeselect={false}
            description={finding === "" ? undefined : findingsInWords[finding as (typeof findings)[number]].text()}
            inputWrapperOrder={["label", "input", "description", "error"]}
            onChange={(next) => setFinding(next ?? "")}
          />
          <Select
            label={t`Kind of thing`}
            miw={200}
            data={[{ value: "", label: t`All kinds` }, ...thingKinds.map(({ value, label }) => ({ value, label }))]}
            value={kind}
            allowDeselect={false}
            onChange={(next) => setKind(next ?? "")}
          />
        </Group>
        <div>
          <PrincipalPicker
            label={t`Only what was given to`}
            description={t`Somebody, a group or a role; nobody chosen: to whomever`}
            types={["user", "group", "role", "service"]}
            onPick={setOf}
          />
          {of !== null && <Chosen who={of} onRemove={() => setOf(null)} />}
        </div>
        <Radio.Group label={t`Who decides`} value={who} onChange={(next) => setWho(next as typeof who)}>
          <Stack gap={6} mt={6}>
            <Radio value="people" label={t`People or groups that I choose`} />
            <Radio value="owners" label={t`Each thing's owner; of what nobody owns, I`} />
          </Stack>
        </Radio.Group>
        {who === "people" && (
          <div>
            <PrincipalPicker
              label={t`Reviewers`}
              description={t`They need no rights for it. Nobody decides about their own access: you do then`}
              types={["user", "group"]}
              taken={new Set(reviewers.map(keyOf))}
              takenMeans={t`reviews already`}
              onPick={(picked) => setReviewers([...reviewers, picked])}
            />
            {reviewers.map((one) => (
              <Chosen
                key={keyOf(one)}
                who={one}
                onRemove={() => setReviewers(reviewers.filter((other) => other !== one))}
              />
            ))}
          </div>
        )}
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            type="datetime-local"
            label={t`Until`}
            required
            withAsterisk={false}
            miw={200}
            value={due}
            min={fieldInDays(0)}
            onChange={(event) => setDue(event.currentTarget.value)}
          />
          <Select
            label={t`Remind reviewers`}
            miw={200}
            data={Object.keys(reminders)}
            value={reminder}
            allowDeselect={false}
            onChange={(next) => next && setReminder(next)}
          />
          <Select
            label={t`How often`}
            miw={200}
            data={Object.keys(repeats)}
            value={repeat}
            allowDeselect={false}
            onChange={(next) => next && setRepeat(next)}
          />
        </Group>
        <Checkbox
          label={t`Close it at its end`}
          description={t`Otherwise it waits for you, and reminds reviewers every week`}
          checked={closes}
          onChange={(event) => setCloses(event.currentTarget.checked)}
        />
        <Radio.Group
          label={t`What nobody decided`}
          value={undecided}
          onChange={(next) => setUndecided(next as NewReview["undecided"])}
        >
          <Stack gap={6} mt={6}>
            <Radio value="leave" label={t`Stays, and the result says so`} />
            <Radio value="revoke" label={t`Is taken away`} />
          </Stack>
        </Radio.Group>
        <Text size="sm" c="dimmed">
          {t`What is to go is taken away when the review is closed: in the name of whoever decided it, where they may, else in yours.`}
        </Text>
        <ChangeProblem of={opening} />
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady} loading={opening.isPending}>
            {t`Open the review`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const keyOf = ({ type, id }: FoundPrincipal) => `${type}:${id}`;

const Chosen = ({ who, onRemove }: { who: FoundPrincipal; onRemove(): void }) => (
  <Pill
    size="lg"
    mt={6}
    mr={6}
    withRemoveButton
    onRemove={onRemove}
    removeButtonProps={{ "aria-label": t`Not ${who.name}`, tabIndex: 0, "aria-hidden": false }}
  >
    {who.name}
  </Pill>
);
