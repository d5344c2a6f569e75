import { useSuspenseQuery } from "@tanstack/react-query";
import { endpointQuery } from "../../api/models.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { EndpointForm } from "./EndpointForm.tsx";

export function ChangeEndpoint({ id }: { id: string }) {
  return (
    <Loaded>
      <Form id={id} />
    </Loaded>
  );
}

function Form({ id }: { id: string }) {
  const {
    data: { data: endpoint, etag },
  } = useSuspenseQuery(endpointQuery(id));
  return <EndpointForm former={{ id, endpoint, etag }} />;
}
