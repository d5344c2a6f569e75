import { expect, test } from "vitest";
import { RequestTimes } from "./requestTimes.ts";

test("each route, method and status has a histogram of its own, in Prometheus' text format", () => {
  const times = new RequestTimes();
  times.observe("GET", "/api/agents", 200, 4);
  times.observe("GET", "/api/agents", 200, 5);
  times.observe("GET", "/api/agents", 200, 30);
  times.observe("GET", "/api/agents", 200, 60_000);
  times.observe("POST", null, 404, 1);
  const lines = times.toString().split("\n");
  const agents = 'method="GET",route="/api/agents",status="200"';
  expect(lines.slice(0, 2)).toEqual([
    "# HELP gatehouse_http_request_seconds Time of HTTP requests",
    "# TYPE gatehouse_http_request_seconds histogram",
  ]);
  expect(lines).toContain(`gatehouse_http_request_seconds_bucket{le="0.005",${agents}} 2`);
  expect(lines).toContain(`gatehouse_http_request_seconds_bucket{le="0.05",${agents}} 3`);
  expect(lines).toContain(`gatehouse_http_request_seconds_bucket{le="10",${agents}} 3`);
  expect(lines).toContain(`gatehouse_http_request_seconds_bucket{le="+Inf",${agents}} 4`);
  expect(lines).toContain(`gatehouse_http_request_seconds_count{${agents}} 4`);
  expect(lines).toContain(`gatehouse_http_request_seconds_sum{${agents}} 60.039`);
  expect(lines).toContain('gatehouse_http_request_seconds_count{method="POST",route="none",status="404"} 1');
});

test("refusals are the answers with 4xx and 5xx, over all routes", () => {
  const times = new RequestTimes();
  for (const [route, status] of [
    ["/a", 200],
    ["/a", 401],
    ["/b", 401],
    ["/b", 500],
  ] as const)
    times.observe("GET", route, status, 1);
  expect([...times.refusals()]).toEqual([
    [401, 2],
    [500, 1],
  ]);
});
