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
import { counted, decidedOf, outcomesInWords, repeatInWords, scopeInWords, statesInWords } from "./words.ts";

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
            All reviews
          </ButtonLink>
        }
      />
      <Stack>
        <About review={review} />
        {isCut && (
          <Alert color="gray" title="There is more">
            A review holds {lines} lines, and more was given than that. Open another one for a part of it.
          </Alert>
        )}
        {state === "closed" && <Result review={review} />}
        {state === "gathering" ? (
          <Text role="status">{counted(lines, "line")} written down so far …</Text>
        ) : (
          <section aria-labelledby="lines">
            <Title order={2} size="h4" id="lines" mb="sm">
              {counted(lines, "line")}
            </Title>
            <ReviewLines key={state} id={id} />
          </section>
        )}
      </Stack>
    </>
  );
}

function About({ review }: { review: Review }) {
  const { id, name, state, decisions, lines, isMine, dueAt, closesWhenDue, undecided, reviewers, nextAt } = review;
  const isOpen = state === "open";
  const closing = useChange<void, Review>({
    call: () => closeReview(id),
    asks: () => ({
      title: "Close this review?",
      text: (
        <Stack gap="xs">
          <Text size="sm">
            {decisions.revoke} to revoke, {decisions.keep} to keep, {decisions.none} that nobody decided
            {decisions.none > 0 && (undecided === "leave" ? ": they stay" : ": they are taken away")}. It cannot be
            undone; nobody decides anything more.
          </Text>
        </Stack>
      ),
      confirm: "Close the review",
      danger: true,
      always: true,
    }),
    refresh: REVIEW_CLOSED,
    said: "Closed",
  });
  const cancelling = useChange({ run: () => cancelReview(id), refresh: REVIEWS_CHANGED, said: "Cancelled" });
  const takingOver = useChange({ run: () => takeReviewOver(id), refresh: REVIEWS_CHANGED, said: "It is yours now" });
  const cancel = async () => {
    const isWanted = await confirm({
      title: "Cancel this review?",
      text: "Nothing is taken away, and no further one of its series is opened. What was decided stays readable.",
      confirm: "Cancel the review",
    });
    if (isWanted) cancelling.mutate();
  };
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-label="How far it is">
      <div>
        <Text size="sm" fw={600}>
          {decidedOf(review)} of {counted(lines, "line")} decided: {decisions.keep} keep, {decisions.revoke} revoke
        </Text>
        <DecidedBar review={review} />
      </div>
      <List size="sm" spacing={4}>
        <List.Item>
          {review.decidedBy === "owners" ? "Each thing's owner decides" : "Reviewed by"}
          {reviewers.length > 0 && `: ${reviewers.map((one) => one.name ?? "somebody who is gone").join(", ")}`}
        </List.Item>
        <List.Item>
          {state === "closed" || state === "cancelled"
            ? `${statesInWords[state]} ${inFull(review.closedAt)}${
                review.closedBy === "system:reviews"
                  ? ", at its end"
                  : ` by ${review.closedByName ?? "somebody who is gone"}`
              }`
            : `Until ${inFull(dueAt)}; then it ${closesWhenDue ? "closes by itself" : `waits for ${isMine ? "you" : "whoever opened it"}`}, and what nobody decided ${
                undecided === "leave" ? "stays" : "is taken away"
              }`}
        </List.Item>
        <List.Item>
          Opened {inFull(review.openedAt)} by {isMine ? "you" : (review.madeByName ?? "somebody who is gone")}
        </List.Item>
        {review.repeat !== null && (
          <List.Item>
            {repeatInWords(review.repeat)}
            {nextAt !== null && `; the next is opened ${inFull(nextAt)}`}
          </List.Item>
        )}
      </List>
      {isOpen && !isMine && (
        <Group gap="xs">
          <Button variant="default" loading={takingOver.isPending} onClick={() => takingOver.mutate()}>
            Take over
          </Button>
          <Text size="sm" c="dimmed">
            Only whoever opened it closes it: what goes, goes in their name.
          </Text>
        </Group>
      )}
      {isOpen && isMine && (
        <Group gap="xs">
          <Button loading={closing.isPending} onClick={() => closing.mutate()}>
            Close …
          </Button>
          <Button
            variant="default"
            onClick={() => openForm({ title: `Change ${name}`, children: <EditReviewForm review={review} /> })}
          >
            Change
          </Button>
          <Button variant="default" loading={cancelling.isPending} onClick={() => void cancel()}>
            Cancel …
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
        Result
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
        {Object.keys(outcomes).length === 0 && <List.Item>There was nothing to decide.</List.Item>}
      </List>
      <Group gap="xs">
        <Button size="xs" loading={file.isPending} onClick={() => file.mutate()}>
          Download the signed result
        </Button>
        <Button size="xs" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
          Download as CSV
        </Button>
        <Button size="xs" variant="default" loading={key.isPending} onClick={() => key.mutate()}>
          Download the public key
        </Button>
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        SHA-256 of what is signed, also in the audit trail: {resultHash}
      </Text>
    </Stack>
  );
}
