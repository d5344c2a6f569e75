const pageSecurity = {
  "default-src": "'self'",
  "base-uri": "'self'",
  "font-src": "'self' https: data:",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
  "img-src": "'self' data: https:",
  "object-src": "'none'",
  "script-src": "'self'",
  "script-src-attr": "'none'",
  "style-src": "'self' 'unsafe-inline'",
  "connect-src": "'self'",
};

type Headers = Readonly<Record<string, string>>;

/**
 * What pages and their parts tell browsers, the same for all of them, so nothing is worked out for a request. Fetching over TLS is the
 * proxy's to demand (no HSTS, no upgrade of requests): Gatehouse itself also runs where there is none.
 */
const pageHeaders: Headers = {
  "Content-Security-Policy": Object.entries(pageSecurity)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join(";"),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  "X-Download-Options": "noopen",
  "X-Frame-Options": "SAMEORIGIN",
  "X-Permitted-Cross-Domain-Policies": "none",
  "X-XSS-Protection": "0",
};

/** What data tells browsers: it is no page, nobody else's to read, and what one person may see is not kept for the next. */
export const apiHeaders: Headers = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

/** Where there are no pages. */
const dataPaths = ["/api/", "/v1/"];

export const securityHeadersOf = (url: string): Headers =>
  dataPaths.some((path) => url.startsWith(path)) ? apiHeaders : pageHeaders;
