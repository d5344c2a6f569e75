import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Checkbox, Group, Kbd, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { useCapability } from "../../api/may.ts";
import {
  type Decided,
  type Decision,
  decideLines,
  MOST_DECIDED,
  REVIEWS_CHANGED,
  type ReviewLine,
  reviewLinesQuery,
} from "../../api/reviews.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { ReviewLineRow } from "./ReviewLineRow.tsx";

type Shown = "all" | "none" | Decision;
const shownOptions = [
  { value: "all", label: t`All` },
  { value: "none", label: t`Not decided` },
  { value: "keep", label: t`Keep` },
  { value: "revoke", label: t`Revoke` },
];

/** The lines of a review, to be decided one by one, several at once, or with the keys K and R. */
export function ReviewLines({ id }: { id: string }) {
  const [shown, setShown] = useState<Shown>("all");
  return (
    <>
      <SegmentedControl
        mb="sm"
        size="xs"
        aria-label={t`Which lines`}
        data={shownOptions}
        value={shown}
        onChange={(next) => setShown(next as Shown)}
      />
      <Loaded of={shown}>
        <Lines key={shown} id={id} shown={shown} />
      </Loaded>
    </>
  );
}

interface Wish {
  lines: readonly ReviewLine[];
  decision: Decision | "none";
}

function Lines({ id, shown }: { id: string; shown: Shown }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(reviewLinesQuery(id, shown === "all" ? undefined : shown));
  const asksWhy = useCapability("read:access") === true;
  const lines = data.pages.flatMap((page) => page.lines);
  const open = lines.filter(({ mayDecide }) => mayDecide);
  const choosable = open.slice(0, MOST_DECIDED);
  const [numbers, setNumbers] = useState<ReadonlySet<number>>(new Set());
  const [note, setNote] = useState("");
  const chosen = open.filter(({ number }) => numbers.has(number));
  const list = useRef<HTMLDivElement>(null);
  const deciding = useChange<Wish, Decided>({
    run: ({ lines: wished, decision }) => decideLines(id, wished, { decision, note }),
    refresh: REVIEWS_CHANGED,
    onDone: ({ decided, refused }, { decision }) => {
      setNumbers(new Set());
      setNote("");
      if (refused.length > 0) tell.failed(new Error(refusedInWords(refused)));
      else if (decided.length > 1) tell.done(t`${decided.length} lines: ${doneInWords[decision]}`);
    },
  });
  const decide = (wish: Wish) => {
    if (wish.lines.length > 0 && wish.lines.length <= MOST_DECIDED && !deciding.isPending) deciding.mutate(wish);
  };
  const byKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const decision = keys[event.key.toLowerCase()];
    if (decision === undefined || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-line]") : null;
    const line = open.find(({ number }) => String(number) === row?.dataset.line);
    if (chosen.length === 0 && !line) return;
    event.preventDefault();
    if (chosen.length === 0 && line) focusAfter(list.current, line.number);
    decide({ lines: chosen.length > 0 ? chosen : line ? [line] : [], decision });
  };
  const choose = (number: number, isChosen: boolean) => {
    const next = new Set(numbers);
    if (isChosen) next.add(number);
    else next.delete(number);
    setNumbers(next);
  };
  const isAll = choosable.length > 0 && choosable.every(({ number }) => numbers.has(number));
  const isTooMany = chosen.length > MOST_DECIDED;
  return (
    // Single keys act only while the focus is in a line.
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are shortcuts for the buttons of each line
    <div ref={list} onKeyDown={byKey}>
      {open.length > 0 && (
        <Stack gap="xs" mb="sm">
          <Group gap="md" align="flex-end">
            <Checkbox
              label={t`All ${choosable.length} that can be chosen`}
              checked={isAll}
              indeterminate={chosen.length > 0 && !isAll}
              onChange={() => setNumbers(new Set(isAll ? [] : choosable.map(({ number }) => number)))}
              mb={6}
            />
            <Button
              size="xs"
              disabled={chosen.length === 0 || isTooMany}
              loading={deciding.isPending}
              onClick={() => decide({ lines: chosen, decision: "keep" })}
            >
              {chosen.length === 0 ? t`Keep chosen` : t`Keep ${chosen.length} chosen`}
            </Button>
            <Button
              size="xs"
              color="red.9"
              disabled={chosen.length === 0 || isTooMany}
              loading={deciding.isPending}
              onClick={() => decide({ lines: chosen, decision: "revoke" })}
            >
              {chosen.length === 0 ? t`Revoke chosen` : t`Revoke ${chosen.length} chosen`}
            </Button>
            <TextInput
              size="xs"
              label={t`Note`}
              placeholder={t`Why; stands beside what you decide next`}
              maxLength={500}
              style={{ flexGrow: 1 }}
              miw={220}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </Group>
          <Text size="xs" c="dimmed">
            <Trans>
              In a line, <Kbd>K</Kbd> keeps and <Kbd>R</Kbd> revokes. You can change your mind until the review is
              closed; nothing is taken away before.
            </Trans>
          </Text>
        </Stack>
      )}
      <PagedRows
        title={t`Lines`}
        rows={lines}
        keyOf={({ number }) => number}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconChecks size={36} stroke={1.4} aria-hidden />}
            title={shown === "none" ? t`Everything is decided` : t`No lines here`}
            text={
              shown === "none"
                ? t`There is nothing left to look at. You can still change your mind: choose All.`
                : t`Nothing of the kind was given when the review was opened, or nothing is decided so.`
            }
          />
        }
      >
        {(line) => (
          <ReviewLineRow
            line={line}
            isChosen={numbers.has(line.number)}
            isBusy={deciding.isPending}
            onChoose={(isChosen) => choose(line.number, isChosen)}
            onDecide={(decision) => decide({ lines: [line], decision })}
            asksWhy={asksWhy}
          />
        )}
      </PagedRows>
    </div>
  );
}

const keys: Readonly<Record<string, Decision>> = { k: "keep", r: "revoke" };
const doneInWords: Readonly<Record<Wish["decision"], string>> = {
  keep: t`keep`,
  revoke: t`revoke`,
  none: t`not decided any more`,
};

const isTyping = (target: EventTarget): boolean =>
  target instanceof HTMLElement &&
  (target.matches('input:not([type="checkbox"]), textarea') || target.isContentEditable);

/** The keyboard goes on with the next line. */
function focusAfter(list: HTMLElement | null, number: number) {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-line]") ?? [])];
  const at = rows.findIndex((row) => row.dataset.line === String(number));
  const next = rows.slice(at + 1).find((row) => row.querySelector('input[type="checkbox"]'));
  next?.querySelector<HTMLElement>('input[type="checkbox"]')?.focus();
}

function refusedInWords(refused: Decided["refused"]): string {
  const isMeanwhile = refused.some(({ reason }) => reason === "decided-meanwhile");
  const lines = plural(refused.length, { one: "One line", other: `${refused.length} lines` });
  return isMeanwhile
    ? t`${lines} was not decided: somebody else decided meanwhile. Look at it again.`
    : t`${lines} was not decided: it is not yours to decide.`;
}
