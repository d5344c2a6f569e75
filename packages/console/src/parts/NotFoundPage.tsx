import { t } from "@lingui/core/macro";
import { ButtonLink } from "./links.tsx";
import { PageTitle } from "./PageTitle.tsx";

export function NotFoundPage() {
  return (
    <div className="page">
      <PageTitle title={t`Page not found`} text={t`There is nothing at this address, or it is not shared with you.`} />
      <ButtonLink to="/agents">{t`Go to your agents`}</ButtonLink>
    </div>
  );
}
