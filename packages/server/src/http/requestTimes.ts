interface Series {
  /** `method="GET",route="/api/agents",status="200"` */
  labels: string;
  status: number;
  /** How many took at most `bounds[i]` and more than the one before; the last: longer than every bound. */
  counts: Float64Array;
  seconds: number;
}

/** Upper bounds in seconds, those that Prometheus' clients use. */
const bounds = Float64Array.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
const NAME = "gatehouse_http_request_seconds";

/**
 * How long requests took, by method, route and status: a Prometheus histogram whose counting costs two look-ups, not a string made of
 * labels for every request. There are as many series as routes and statuses; nothing in them is a caller's.
 */
export class RequestTimes {
  private readonly byRoute = new Map<string, Map<string, Series>>();

  /** @param route the pattern, not the address; null where there is none */
  observe(method: string, route: string | null, status: number, ms: number): void {
    const series = this.seriesOf(method, route ?? "none", status);
    const seconds = ms / 1000;
    let place = 0;
    while (place < bounds.length && seconds > bounds[place]!) place++;
    series.counts[place]! += 1;
    series.seconds += seconds;
  }

  /** Answers with a 4xx or 5xx status. */
  refusals(): Map<number, number> {
    const refusals = new Map<number, number>();
    for (const { status, counts } of this.all())
      if (status >= 400) refusals.set(status, (refusals.get(status) ?? 0) + sumOf(counts));
    return refusals;
  }

  /** In Prometheus' text format. */
  toString(): string {
    const lines = [`# HELP ${NAME} Time of HTTP requests`, `# TYPE ${NAME} histogram`];
    for (const { labels, counts, seconds } of this.all()) {
      let upTo = 0;
      for (const [place, bound] of [...bounds, "+Inf"].entries()) {
        upTo += counts[place] ?? 0;
        lines.push(`${NAME}_bucket{le="${bound}",${labels}} ${upTo}`);
      }
      lines.push(`${NAME}_sum{${labels}} ${seconds}`, `${NAME}_count{${labels}} ${upTo}`);
    }
    return `${lines.join("\n")}\n`;
  }

  private seriesOf(method: string, route: string, status: number): Series {
    let ofRoute = this.byRoute.get(route);
    if (!ofRoute) {
      ofRoute = new Map();
      this.byRoute.set(route, ofRoute);
    }
    const key = `${method} ${status}`;
    const known = ofRoute.get(key);
    if (known) return known;
    const labels = `method="${escaped(method)}",route="${escaped(route)}",status="${status}"`;
    const series = { labels, status, counts: new Float64Array(bounds.length + 1), seconds: 0 };
    ofRoute.set(key, series);
    return series;
  }

  private *all(): Generator<Series> {
    for (const ofRoute of this.byRoute.values()) yield* ofRoute.values();
  }
}

const sumOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
const escaped = (label: string) => label.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
