import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ownReviewsQuery } from "../../api/reviews.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ReviewLines } from "./ReviewLines.tsx";
import { linesInWords } from "./words.ts";

const route = getRouteApi("/signed-in/my-reviews/$reviewId");

/** The lines that wait for one in a review. */
export function MyReviewPage() {
  const { reviewId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={reviewId} isPage>
        <Mine key={reviewId} id={reviewId} />
      </Loaded>
    </div>
  );
}

function Mine({ id }: { id: string }) {
  const { data: reviews } = useSuspenseQuery(ownReviewsQuery);
  const review = reviews.find((one) => one.id === id);
  return (
    <>
      <PageTitle
        title={review?.name ?? t`Access review`}
        text={
          review
            ? `${
                review.waiting === 0
                  ? t`You have decided everything. Open until ${inFull(review.dueAt)}.`
                  : t`${linesInWords(review.waiting)} to decide, until ${inFull(review.dueAt)}.`
              } ${review.undecided === "leave" ? t`What nobody decides stays.` : t`What nobody decides is taken away.`}`
            : t`This review does not wait for you any more.`
        }
        actions={
          <ButtonLink to="/my-reviews" size="xs" variant="default">
            {t`My reviews`}
          </ButtonLink>
        }
      />
      {review && <ReviewLines id={id} />}
    </>
  );
}
