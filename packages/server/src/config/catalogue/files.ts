import { boolean, number, pattern, wholeNumber } from "../kinds.ts";
import { kept, list, named, object, unused, value } from "../shapes.ts";

const megabytes = number({ min: 0, max: 1_000_000 });

const ofEndpoint = object(
  {
    disabled: value(boolean, "No files with this endpoint."),
    fileLimit: value(wholeNumber({ min: 0, max: 1_000 }), "How many files with one message."),
    fileSizeLimit: value(megabytes, "The largest file, in MB."),
    totalSizeLimit: value(megabytes, "All files of one message together, in MB."),
    supportedMimeTypes: list(value(pattern, "A pattern for types, like `image/.*`."), "The types that are taken."),
  },
  "Limits of an endpoint.",
);

/** `fileConfig`: what may be uploaded; also handed to the console and to LibreChat's client. */
export const fileConfig = object(
  {
    endpoints: named(ofEndpoint, "By the endpoint's name, `agents` for agents; `default` for the others."),
    serverFileSizeLimit: value(megabytes, "The largest file of all, in MB."),
    avatarSizeLimit: value(megabytes, "The largest picture of a person or an agent, in MB; 2 where nothing is said."),
    fileTokenLimit: unused("the shortening of files"),
    imageGeneration: unused("pictures made by models"),
    clientImageResize: kept("object", "Handed to LibreChat's client as it is."),
    ocr: unused("text recognition"),
    text: unused("text recognition"),
    stt: unused("speech"),
    skills: unused("skills"),
  },
  "Limits of files.",
);
