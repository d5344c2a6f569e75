import type { App } from "../http/types.ts";
import { Background } from "./background.ts";
import { campaignRoutes } from "./campaigns/routes.ts";
import { Campaigns } from "./campaigns/service.ts";
import { CarryingOut } from "./closing/carryOut.ts";
import { Signing } from "./closing/signing.ts";
import { decidingRoutes } from "./deciding/routes.ts";
import { Deciding } from "./deciding/service.ts";
import { exportedReviews } from "./exportedReviews.ts";
import type { ReviewParts } from "./parts.ts";
import { forgetNotesOf } from "./queries.ts";

export { type ReviewVerdict, verifyReviewFile } from "./closing/resultFile.ts";

/** Reviews of who was given what. */
export interface Reviews {
  readonly campaigns: Campaigns;
  readonly deciding: Deciding;
  readonly background: Background;
  /** Ends what runs in the background. */
  close(): Promise<void>;
}

export function createReviews(parts: ReviewParts): Reviews {
  const signing = new Signing(parts.secrets.reviewSeed);
  const carrying = new CarryingOut(parts, signing);
  const background = new Background(parts, carrying);
  parts.identity.onAccountRemoved((tx, organization, _removed, account) => forgetNotesOf(tx, organization, account));
  parts.identity.onExport(exportedReviews(parts));
  return {
    campaigns: new Campaigns(parts, { background, carrying, signing }),
    deciding: new Deciding(parts),
    background,
    close: () => background.close(),
  };
}

export function reviewRoutes(app: App, { campaigns, deciding }: Reviews): void {
  campaignRoutes(app, campaigns);
  decidingRoutes(app, deciding);
}
