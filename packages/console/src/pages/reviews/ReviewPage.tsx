import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Badge, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import {
  cancelReview,
  closeReview,
  fetchKey,
  fetchResult,
  type Outcome,
  REVIEW_CLOSED,
  REVIEWS_CHANGED,
  type Review,
  reviewQuery,
  takeReviewOver,
} from "../../api/reviews.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { saveBlob } from "../../parts/saveFile.ts";
import { useChange } from "../../parts/useChange.ts";
import { EditReviewForm } from "./EditReviewForm.tsx";
import { ReviewLines } from "./ReviewLines.tsx";
import { DecidedBar } from "./ReviewsPage.tsx";
import { decidedOf, linesInWords, outcomesInWords, repeatInWords, scopeInWords, statesInWords } from "./words.ts";

const route = getRouteApi("/signed-in/reviews/$reviewId");

/** One review: how far it is, what was decided, and what came of it. */
export function ReviewPage() {
  const { reviewId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={reviewId} isPage>
        <OneReview key={reviewId} id={reviewId} />
      </Loaded>
    </div>
  );
}

function OneReview({ id }: { id: string }) {
  const { data: review } = useSuspenseQuery(reviewQuery(id));
  const { name, state, lines, isCut } = review;
  return (
    <>
      <PageTitle
        title={name}
        text={
          <Group gap="xs" component="span">
            <Badge variant="default" tt="none" fw={500}>
              {statesInWords[state]}
            </Badge>
            <span>{scopeInWords(review)}</span>
          </Group>
        }
        actions={
          <ButtonLink to="/reviews" size="xs" variant="default">
            {t`All reviews`}
          </ButtonLink>
        }
      />
      <Stack>
        <About review={review} />
        {isCut && (
          <Alert color="gray" title={t`There is more`}>
            {t`A review holds ${lines} lines, and more was given than that. Open another one for a part of it.`}
          </Alert>
        )}
        {state === "closed" && <Result review={review} />}
        {state === "gathering" ? (
          <Text role="status">{t`${linesInWords(lines)} written down so far …`}</Text>
        ) : (
          <section aria-labelledby="lines">
            <Title order={2} size="h4" id="lines" mb="sm">
              {linesInWords(lines)}
            </Title>
            <ReviewLines key={state} id={id} />
          </section>
        )}
      </Stack>
    </>
  );
}

function About({ review }: { review: Review }) {
  const { id, name, state, decisions, lines, isMine, undecided, reviewers, nextAt } = review;
  const isOpen = state === "open";
  const closing = useChange<void, Review>({
    call: () => closeReview(id),
    asks: () => ({
      title: t`Close this review?`,
      text: (
        <Stack gap="xs">
          <Text size="sm">
            <Trans>
              {decisions.revoke} to revoke, {decisions.keep} to keep, {undecidedInWords(decisions.none, undecided)}. It
              cannot be undone; nobody decides anything more.
            </Trans>
          </Text>
        </Stack>
      ),
      confirm: t`Close the review`,
      danger: true,
      always: true,
    }),
    refresh: REVIEW_CLOSED,
    said: t`Closed`,
  });
  const cancelling = useChange({ run: () => cancelReview(id), refresh: REVIEWS_CHANGED, said: t`Cancelled` });
  const takingOver = useChange({ run: () => takeReviewOver(id), refresh: REVIEWS_CHANGED, said: t`It is yours now` });
  const cancel = async () => {
    const isWanted = await confirm({
      title: t`Cancel this review?`,
      text: t`Nothing is taken away, and no further one of its series is opened. What was decided stays readable.`,
      confirm: t`Cancel the review`,
    });
    if (isWanted) cancelling.mutate();
  };
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-label={t`How far it is`}>
      <div>
        <Text size="sm" fw={600}>
          {t`${decidedOf(review)} of ${linesInWords(lines)} decided: ${decisions.keep} keep, ${decisions.revoke} revoke`}
        </Text>
        <DecidedBar review={review} />
      </div>
      <List size="sm" spacing={4}>
        <List.Item>
          {review.decidedBy === "owners" ? t`Each thing's owner decides` : t`Reviewed by`}
          {reviewers.length > 0 && `: ${reviewers.map((one) => one.name ?? t`somebody who is gone`).join(", ")}`}
        </List.Item>
        <List.Item>
          {state === "closed" || state === "cancelled" ? closedInWords(review) : openUntil(review, isMine)}
        </List.Item>
        <List.Item>
          {isMine
            ? t`Opened ${inFull(review.openedAt)} by you`
            : t`Opened ${inFull(review.openedAt)} by ${review.madeByName ?? t`somebody who is gone`}`}
        </List.Item>
        {review.repeat !== null && (
          <List.Item>
            {nextAt === null
              ? repeatInWords(review.repeat)
              : t`${repeatInWords(review.repeat)}; the next is opened ${inFull(nextAt)}`}
          </List.Item>
        )}
      </List>
      {isOpen && !isMine && (
        <Group gap="xs">
          <Button variant="default" loading={takingOver.isPending} onClick={() => takingOver.mutate()}>
            {t`Take over`}
          </Button>
          <Text size="sm" c="dimmed">
            {t`Only whoever opened it closes it: what goes, goes in their name.`}
          </Text>
        </Group>
      )}
      {isOpen && isMine && (
        <Group gap="xs">
          <Button loading={closing.isPending} onClick={() => closing.mutate()}>
            {t`Close …`}
          </Button>
          <Button
            variant="default"
            onClick={() => openForm({ title: t`Change ${name}`, children: <EditReviewForm review={review} /> })}
          >
            {t`Change`}
          </Button>
          <Button variant="default" loading={cancelling.isPending} onClick={() => void cancel()}>
            {t`Cancel …`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

const order: readonly Outcome[] = ["revoked", "kept", "refused", "changed", "gone", "left"];

function Result({ review }: { review: Review }) {
  const { id, outcomes, resultHash } = review;
  const file = useChange({
    run: () => fetchResult(id, "result"),
    onDone: (blob: Blob) => saveBlob(`access-review-${id}.json`, blob),
  });
  const csv = useChange({
    run: () => fetchResult(id, "csv"),
    onDone: (blob: Blob) => saveBlob(`access-review-${id}.csv`, blob),
  });
  const key = useChange({ run: fetchKey, onDone: (blob: Blob) => saveBlob("gatehouse-reviews.pem", blob) });
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="result">
      <Title order={2} size="h4" id="result">
        {t`Result`}
      </Title>
      <List size="sm" spacing={4}>
        {order.map((outcome) =>
          outcomes[outcome] ? (
            <List.Item key={outcome}>
              <strong>
                {outcomesInWords[outcome].label}: {outcomes[outcome]}
              </strong>
              . {outcomesInWords[outcome].text}
            </List.Item>
          ) : null,
        )}
        {Object.keys(outcomes).length === 0 && <List.Item>{t`There was nothing to decide.`}</List.Item>}
      </List>
      <Group gap="xs">
        <Button size="xs" loading={file.isPending} onClick={() => file.mutate()}>
          {t`Download the signed result`}
        </Button>
        <Button size="xs" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
          {t`Download as CSV`}
        </Button>
        <Button size="xs" variant="default" loading={key.isPending} onClick={() => key.mutate()}>
          {t`Download the public key`}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {t`SHA-256 of what is signed, also in the audit trail: ${resultHash ?? ""}`}
      </Text>
    </Stack>
  );
}

function undecidedInWords(none: number, undecided: Review["undecided"]): string {
  if (none === 0) return t`${none} that nobody decided`;
  return undecided === "leave"
    ? t`${none} that nobody decided: they stay`
    : t`${none} that nobody decided: they are taken away`;
}

function closedInWords({ state, closedAt, closedBy, closedByName }: Review): string {
  const [what, when] = [statesInWords[state], inFull(closedAt)];
  return closedBy === "system:reviews"
    ? t`${what} ${when}, at its end`
    : t`${what} ${when} by ${closedByName ?? t`somebody who is gone`}`;
}

/** Until when it is open, what comes then, and of what nobody decided. */
function openUntil({ dueAt, closesWhenDue, undecided }: Review, isMine: boolean): string {
  const when = inFull(dueAt);
  if (undecided === "leave") {
    if (closesWhenDue) return t`Until ${when}; then it closes by itself, and what nobody decided stays`;
    return isMine
      ? t`Until ${when}; then it waits for you, and what nobody decided stays`
      : t`Until ${when}; then it waits for whoever opened it, and what nobody decided stays`;
  }
  if (closesWhenDue) return t`Until ${when}; then it closes by itself, and what nobody decided is taken away`;
  return isMine
    ? t`Until ${when}; then it waits for you, and what nobody decided is taken away`
    : t`Until ${when}; then it waits for whoever opened it, and what nobody decided is taken away`;
}
