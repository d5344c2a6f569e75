import { ButtonLink } from "./links.tsx";
import { PageTitle } from "./PageTitle.tsx";

export function NotFoundPage() {
  return (
    <div className="page">
      <PageTitle title="Page not found" text="There is nothing at this address, or it is not shared with you." />
      <ButtonLink to="/agents">Go to your agents</ButtonLink>
    </div>
  );
}
