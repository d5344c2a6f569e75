import type { AccessRequest } from "../../api/requests.ts";
import { TextLink } from "../../parts/links.tsx";
import { thingsInWords, typeOf } from "../../parts/thingsInWords.ts";

/** A thing, such as a request is about, with the way there for whoever may know of it. */
export function ThingLink({
  request: { resource, name, thingId },
}: {
  request: Pick<AccessRequest, "resource" | "name" | "thingId">;
}) {
  const type = typeOf(resource);
  if (thingId === null) return <>{thingsInWords(type).one}</>;
  const text = name || thingsInWords(type).unnamed;
  const look = { inherit: true, c: "inherit" } as const;
  switch (type) {
    case "agent":
      return (
        <TextLink to="/c/new" search={{ agent: thingId }} {...look}>
          {text}
        </TextLink>
      );
    case "prompt":
      return (
        <TextLink to="/prompts/$groupId" params={{ groupId: thingId }} {...look}>
          {text}
        </TextLink>
      );
    case "conversation":
      return (
        <TextLink to="/c/$conversationId" params={{ conversationId: thingId }} {...look}>
          {text}
        </TextLink>
      );
    case "file":
      return (
        <TextLink to="/files/$fileId" params={{ fileId: thingId }} {...look}>
          {text}
        </TextLink>
      );
    case "project":
      return (
        <TextLink to="/projects/$projectId" params={{ projectId: thingId }} {...look}>
          {text}
        </TextLink>
      );
    case "tool":
      return (
        <TextLink to="/tools/$toolId" params={{ toolId: thingId }} {...look}>
          {text}
        </TextLink>
      );
    case "sharedLink":
      return (
        <TextLink to="/share/$shareId" params={{ shareId: thingId }} {...look}>
          {text}
        </TextLink>
      );
    default:
      return <>{text}</>;
  }
}
