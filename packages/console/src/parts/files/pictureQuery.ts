import { queryOptions } from "@tanstack/react-query";
import { fetchFile, type MessageFile } from "../../api/files.ts";

const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const LARGEST = 10 * 1_024 * 1_024;
/** In pixels, for screens that draw two of them as one. */
const SIZE = 400;

/** Whether a small picture of it is shown: only of kinds that are nothing but pixels. */
export const isPicture = ({ type, bytes }: MessageFile): boolean => TYPES.includes(type) && bytes <= LARGEST;

/** A small still picture of a file, drawn here: what is shown are pixels, and never the file itself. */
export const pictureQuery = (file: MessageFile) =>
  queryOptions({
    queryKey: ["picture", file.file_id],
    queryFn: async ({ signal }) => {
      const content = await fetchFile(file, signal);
      return draw(content.slice(0, content.size, file.type));
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** @returns a `data:` address, the only kind that the page's policy shows; null for what is no picture after all */
async function draw(content: Blob): Promise<string | null> {
  const picture = await createImageBitmap(content).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, SIZE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/webp", 0.85);
}
