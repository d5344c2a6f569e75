import { t } from "@lingui/core/macro";

interface Form {
  method: string;
  headers: Headers;
  form: FormData;
  /** How much of it has been sent, 0 to 1. */
  onSent(share: number): void;
  signal?: AbortSignal | undefined;
}

/** As `fetch` with a form, and told how much of it has been sent, which `fetch` does not tell. Throws what `fetch` throws. */
export function sendForm(url: string, { method, headers, form, onSent, signal }: Form): Promise<Response> {
  return new Promise((resolve, reject) => {
    const aborted = () => new DOMException(t`The upload was given up`, "AbortError");
    if (signal?.aborted) return reject(aborted());
    const call = new XMLHttpRequest();
    const abort = () => call.abort();
    signal?.addEventListener("abort", abort);
    call.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    call.onload = () => resolve(responseOf(call));
    call.onerror = () => reject(new TypeError("The connection was lost"));
    call.onabort = () => reject(aborted());
    call.onloadend = () => signal?.removeEventListener("abort", abort);
    call.open(method, url);
    headers.forEach((value, name) => void call.setRequestHeader(name, value));
    call.send(form);
  });
}

function responseOf(call: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of call.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return new Response(call.status === 204 ? null : call.responseText, { status: call.status, headers });
}
